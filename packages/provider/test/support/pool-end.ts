import {
  type Alarm,
  closeCodes,
  type CloseName,
  defaultLimits,
  type GoAwayMessage,
  type HelloMessage,
  type IncomingCall,
  json,
  Link,
  type LinkEnd,
  type LinkHost,
  type Limits,
  msgpack,
  type NotifyMessage,
  type OutgoingCall,
  type RefuseReason,
  type RpcError,
  type StatusMessage,
  type Transport,
  wsrpc,
} from '@wsrpc/core'

/** How a pool end behaves. */
export interface PoolEndOptions {
  /** Refuses at HELLO with this close code. */
  refuse?: CloseName
  /** Never answers HELLO. */
  mute?: boolean
  limits?: Partial<Limits>
  heartbeat?: { interval: number; misses: number }
  version?: number
}

/** How a call of the pool ended. */
export type Outcome =
  | { result: unknown }
  | { error: RpcError }
  | { refused: RefuseReason }
  | { lost: { written: boolean } }

let ids = 0

/** The pool's end of one socket, made of core alone: says what a test wants, and keeps what it was told. */
export class PoolEnd implements LinkHost {
  readonly link: Link
  readonly id = `c${++ids}`
  readonly statuses: StatusMessage[] = []
  readonly calls: IncomingCall[] = []
  readonly notifies: NotifyMessage[] = []
  hello: HelloMessage | undefined
  goAway: GoAwayMessage | undefined
  end: LinkEnd | undefined
  /** Runs at each call; default: it waits in `calls`. */
  serve: ((call: IncomingCall) => void) | undefined
  readonly #options: PoolEndOptions

  constructor(transport: Transport, subprotocol: string, alarm: Alarm, options: PoolEndOptions = {}) {
    this.#options = options
    const dialect = wsrpc(msgpack(), json())
    this.link = new Link({
      role: 'acceptor',
      dialect,
      subprotocol,
      transport,
      alarm,
      limits: { ...defaultLimits, ...options.limits },
      host: this,
    })
  }

  get peer(): Link['peer'] {
    return this.link.peer
  }

  /** The newest STATUS. */
  get status(): StatusMessage | undefined {
    return this.statuses.at(-1)
  }

  call(method: string, params: unknown[] = [], deadline: number = Infinity): PoolCall {
    const call = new PoolCall(method, params, deadline)
    this.link.call(call)
    return call
  }

  sayGoAway(more: Partial<GoAwayMessage> = {}): void {
    this.peer.goAway({ type: 'goAway', ...more })
  }

  close(name: CloseName): void {
    this.link.close(name, closeCodes[name].meaning)
  }

  onHello(hello: HelloMessage): void {
    this.hello = hello
    const { refuse, mute, version = 1, limits = {}, heartbeat = { interval: 0, misses: 2 } } = this.#options
    if (mute === true) return
    if (refuse !== undefined) return this.close(refuse)
    this.peer.welcome({
      type: 'welcome',
      version,
      agent: 'test',
      connection: this.id,
      features: [],
      limits,
      heartbeat,
    })
    this.link.established(hello.limits, { interval: 0, misses: 2 })
  }
  onStatus(status: StatusMessage): void {
    this.statuses.push(status)
  }
  onGoAway(goAway: GoAwayMessage): void {
    this.goAway = goAway
  }
  onCall(call: IncomingCall): void {
    this.calls.push(call)
    this.serve?.(call)
  }
  onNotify(notify: NotifyMessage): void {
    this.notifies.push(notify)
  }
  onEnd(end: LinkEnd): void {
    this.end = end
  }
}

/** A call of the pool, as data. */
export class PoolCall implements OutgoingCall {
  id = 0
  readonly meta = undefined
  outcome: Outcome | undefined
  readonly method: string
  readonly params: readonly unknown[]
  readonly deadline: number

  constructor(method: string, params: readonly unknown[], deadline: number) {
    this.method = method
    this.params = params
    this.deadline = deadline
  }

  onResult(value: unknown): void {
    this.outcome = { result: value }
  }
  onError(error: RpcError): void {
    this.outcome = { error }
  }
  onRefused(reason: RefuseReason): void {
    this.outcome = { refused: reason }
  }
  onLost(written: boolean): void {
    this.outcome = { lost: { written } }
  }
}
