import type { LabelValue } from '@wsrpc/core'

/** What a provider says of itself, to be chosen by. */
export type Labels = Readonly<Record<string, LabelValue>>

/** Who a provider is, as `authenticate` told: a name, or an object that has one. */
export type Identity = string | { readonly id: string }

/** What `pool.connections` tells about one connection. Live: read it again for news. */
export interface ConnectionInfo {
  readonly id: string
  /** The bound path that it came in on. */
  readonly path: string
  /** The provider's own name, if it has one. */
  readonly name: string | undefined
  /** The instance: equal for all connections of one provider. */
  readonly instance: string
  /** Who it proved to be when its socket came in: after a resume, the newest one. */
  readonly identity: Identity | undefined
  /** Of the newest socket. */
  readonly remoteAddress: string | undefined
  readonly subprotocol: string
  /** When it was established, as ms since 1970. */
  readonly since: number
  /** Methods by service: what it offers here. */
  readonly services: Readonly<Record<string, readonly string[]>>
  /** Services that it offers and the path is not bound to: they get no calls. */
  readonly ignored: readonly string[]
  readonly labels: Labels
  /** Most calls at once over all connections of the instance. */
  readonly concurrency: number
  /** Calls that wait for an answer on this connection. */
  readonly inFlight: number
  readonly paused: boolean
  /** It, or the pool, said that it goes: it gets no new calls. */
  readonly draining: boolean
  /** It failed too often: it gets calls only where there is no other. */
  readonly ejected: boolean
  /** Its weight against the heaviest's on its path, less while it warms up: over 0, at most 1. */
  readonly share: number
  /** How often it came back over another socket and went on. */
  readonly resumes: number
  /** Of all its sockets, with what WebSocket and TLS add. */
  readonly bytesReceived: number
  readonly bytesSent: number
  /** Its socket is lost, and it may come back within the pool's `resumeWindow`: it gets no calls meanwhile, those that it has stay. */
  readonly interrupted: boolean
}
