import type { ConnectOptions } from '@wsrpc/provider'

/** What a runtime is asked to dial. Travels as JSON. */
export interface Job {
  readonly url: string
  readonly options: Pick<ConnectOptions, 'headers' | 'tls' | 'maxAttempts' | 'backoff'>
  /** By name: an option can't travel as it is. Default: MessagePack. */
  readonly codec?: 'json'
  /** The runtime's own WebSocket, given as the option `webSocket`. Default: it is not given. */
  readonly webSocket?: 'class' | 'function'
  /**
   * Closes the connection once the first URL has answered, and is done when the second has. Default: it is left when the
   * pool calls `Room.leave`, or it closes.
   */
  readonly close?: { readonly when: string; readonly doneWhen: string }
}

/** What a connection told. */
export interface Report {
  /** `connect` threw it, and nothing was dialled. */
  readonly threw?: { readonly name: string; readonly message: string }
  /** It was connected once. */
  readonly joined: boolean
  readonly errors: readonly { readonly code: string; readonly message: string; readonly data: unknown }[]
  /** What it shows of the errors, with their causes: it may get into a log. */
  readonly shown: string
  /** Why it was closed, when not by us. */
  readonly closed?: { readonly code?: number | undefined; readonly reason: string }
}
