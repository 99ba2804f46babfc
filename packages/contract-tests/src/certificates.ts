// The certificate library's container asks for it, first of all.
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** PEM texts, as node:tls takes them. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** A certificate authority that lives as long as a test. */
export interface Authority {
  /** Its own certificate: what `ca` options take. */
  readonly ca: string
  /** For 127.0.0.1, ::1 and localhost. */
  server(): Promise<KeyPair>
  client(commonName: string): Promise<KeyPair>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const day = 24 * 60 * 60 * 1000

/** Makes a new authority, and with it real certificates: nothing is read from disk, nothing expires in the repository. */
export async function makeAuthority(name = 'wsrpc test CA'): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) }
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
  })

  async function issue(
    commonName: string,
    names: readonly { type: 'dns' | 'ip'; value: string }[],
  ): Promise<KeyPair> {
    const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const certificate: X509Certificate = await X509CertificateGenerator.create({
      subject: `CN=${commonName}`,
      issuer: root.subject,
      publicKey: pair.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      ...validity,
      extensions: names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : [],
    })
    const key = await crypto.subtle.exportKey('pkcs8', pair.privateKey)
    return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') }
  }

  return {
    ca: root.toString('pem'),
    server: () =>
      issue('localhost', [
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    client: (commonName) => issue(commonName, []),
  }
}
