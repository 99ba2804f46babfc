import { readFileSync } from 'node:fs'
import type { Started } from '@wsrpc/contract-tests/provider/pool'
import type { ListenOptions } from '@wsrpc/pool-node'

/** What a pool with TLS needs, and what a provider needs to join it. */
export interface Certificates {
  readonly server: NonNullable<ListenOptions['tls']>
  readonly client: NonNullable<Started['tls']>
}

/** What is in the file. PEM texts. */
interface Paper {
  readonly ca: string
  readonly server: { readonly cert: string; readonly key: string }
  readonly client: { readonly cert: string; readonly key: string }
}

/**
 * Those that this process was started with: a file of JSON, `{ ca, server: { cert, key }, client: { cert, key } }`.
 *
 * @throws Error when there is none.
 */
export function certificates(): Certificates {
  const [path] = process.argv.slice(2)
  if (path === undefined) throw new Error('this process has no certificates: start it with a file of them')
  const { ca, server, client } = JSON.parse(readFileSync(path, 'utf8')) as Paper
  return { server: { ...server, ca, requestCert: true }, client: { ...client, ca } }
}
