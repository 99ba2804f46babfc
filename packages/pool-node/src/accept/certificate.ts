import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

/** Who a client certificate, verified by TLS, says that this is. */
export interface CertificateIdentity {
  /** `certificate:` and the SHA-256 fingerprint. */
  readonly id: string
  /** The subject's common name. */
  readonly commonName: string | undefined
}

/** `undefined` when the client showed no certificate, or none that the pool's CA vouches for. */
export function certificateIdentity(request: IncomingMessage): CertificateIdentity | undefined {
  const { socket } = request
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  // Null once the socket is gone, whatever its type says.
  const { fingerprint256, subject } = socket.getPeerCertificate() ?? {}
  if (typeof fingerprint256 !== 'string') return undefined
  const commonName: unknown = subject?.CN
  return {
    id: `certificate:${fingerprint256}`,
    commonName: typeof commonName === 'string' ? commonName : undefined,
  }
}
