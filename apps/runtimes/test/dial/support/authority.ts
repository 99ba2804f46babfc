/** PEM texts. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** A certificate authority that lives as long as a test. */
export interface Authority {
  readonly ca: string
  server(): Promise<KeyPair>
  client(commonName: string): Promise<KeyPair>
}

// The pool's tests have it, and the library that it needs; to the compiler the tests of packages are apart.
const place = new URL('../../../../../packages/pool-node/test/support/certificates.ts', import.meta.url)
const support = (await import(place.href)) as { makeAuthority: (name?: string) => Promise<Authority> }

/** Makes a new one: nothing is read from disk. */
export const makeAuthority = support.makeAuthority
