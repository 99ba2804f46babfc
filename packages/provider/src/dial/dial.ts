import type { ErrorCode, Transport, WebSocketLike } from '@wsrpc/core'

/** One file in PEM, or several. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[]

/** Encryption and client certificates, as in `node:tls`. */
export interface TlsOptions {
  /** Certificates to trust instead of the well-known authorities; in Deno besides them. */
  readonly ca?: Pem
  /** This side's certificate chain. */
  readonly cert?: Pem
  /** The private key of `cert`. */
  readonly key?: Pem
  /** Certificate and key in one PKCS #12 file. */
  readonly pfx?: string | Uint8Array
  /** Opens `key` or `pfx`. */
  readonly passphrase?: string
  /** The name that the pool's certificate must have, if it is not the URL's. */
  readonly servername?: string
  /**
   * `false` takes any certificate: whoever is in between reads all. For tests.
   * @default true
   */
  readonly rejectUnauthorized?: boolean
  readonly ciphers?: string
  readonly minVersion?: string
  readonly maxVersion?: string
}

/** A class like the platform's `WebSocket`, or a function that gives an object of such a class. */
export type WebSocketSource =
  | (new (url: string, protocols: string[]) => WebSocketLike)
  | ((url: string, protocols: string[]) => WebSocketLike)

/** An option of a connection that not every runtime can follow: the whole of it, or one of the options in it. */
export type RuntimeOption = 'tls' | 'headers' | `tls.${keyof TlsOptions}`

/** What a runtime can't follow, and what to do there instead. */
export type Unsupported = Readonly<Partial<Record<RuntimeOption, string>>>

/** What a dial is told. */
export interface DialRequest {
  /** `ws:` or `wss:`, with its query. */
  readonly url: URL
  /** The subprotocols to offer, best first. */
  readonly protocols: readonly string[]
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly tls: TlsOptions | undefined
  readonly webSocket: WebSocketSource | undefined
  /** The largest WebSocket message to take, in bytes, where the platform can be told. */
  readonly maxMessageBytes: number
}

/** Why a dial failed. */
export interface DialFailure {
  /** What happened, and what to do. */
  readonly message: string
  /** Default: UNAVAILABLE. */
  readonly code?: ErrorCode
  /** The HTTP status, if there was an answer. */
  readonly status?: number
  /** When the pool wants us back, in ms. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

/** Who waits for a dial. Told one of the two, once, never before the dial has returned. */
export interface DialOutcome {
  /** The receiver of the transport must be set before control returns to the event loop. */
  opened(transport: Transport, subprotocol: string): void
  failed(failure: DialFailure): void
}

/** A dial under way. */
export interface Dialling {
  /** Drops it. Nothing is told any more. */
  abort(): void
}

/** Opens a WebSocket. The seam between this package and the runtimes: each has a file that exports one as `dial`. */
export type Dial = (request: DialRequest, outcome: DialOutcome) => Dialling
