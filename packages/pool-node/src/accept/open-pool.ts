import type { Server } from 'node:net'
import type { BoundPath } from './bound-path.ts'
import { isLoopback } from './origin.ts'

/** Where strangers come from. */
export interface WayIn {
  readonly host: string
  readonly port: number
  /** Whether whoever reaches the port has to show a certificate that the server's CA signed. */
  readonly wantsCertificates: boolean
}

/** What a TLS server asks of its clients: as in the options of node:tls. */
interface Asks {
  readonly requestCert?: boolean | undefined
  readonly rejectUnauthorized?: boolean | undefined
}

/**
 * Of any server, once it listens. `undefined`: it does not, or on a path of this machine, which is no port.
 *
 * @param asks by default as the server itself has it. Node keeps both there without saying so in its documents; where
 * they are missing it counts as if no certificate were asked for.
 */
export function wayIn(server: Server, asks: Asks = server as Asks): WayIn | undefined {
  const address = server.address()
  if (address === null || typeof address === 'string') return undefined
  const wantsCertificates = asks.requestCert === true && asks.rejectUnauthorized !== false
  return { host: address.address, port: address.port, wantsCertificates }
}

/** Without anybody at the door, whoever reaches the port may join: that is said once, as a warning of the process. */
export class OpenPoolWarning {
  #given = false

  /** To be asked again with each way in and each path that is new. */
  check(ways: Iterable<WayIn>, paths: readonly BoundPath[]): void {
    if (this.#given || paths.every(({ join }) => (join.authenticate ?? join.admit) !== undefined)) return
    const open = [...ways].find(({ host, wantsCertificates }) => !isLoopback(host) && !wantsCertificates)
    if (open === undefined) return
    this.#given = true
    process.emitWarning(
      `this pool listens on ${open.host}:${open.port} and lets anybody join: give it authenticate or admit, ` +
        `ask for client certificates (requestCert in the TLS options), or listen on '127.0.0.1'`,
      { type: 'WsrpcWarning', code: 'WSRPC_OPEN_POOL' },
    )
  }
}
