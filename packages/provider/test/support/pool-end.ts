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
  type WelcomeMessage,
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
  /** For how long it offers to keep the connection after the loss of a socket, in ms. Default: it does not. */
  window?: number
  /** What it makes of a HELLO that asks to go on. Default: what it can. */
  resume?: 'refuse' | 'forget'
  /** More in the WELCOME, or something else. */
  welcome?: Partial<WelcomeMessage>
}

/** How a call of the pool ended. */
export type Outcome =
  | { result: unknown }
  | { error: RpcError }
  | { refused: RefuseReason }
  | { lost: { written: boolean } }

let ids = 0

const dialect = wsrpc(msgpack(), json())

/** The pool's end of one socket, made of core alone: says what a test wants, and keeps what it was told. */
export class PoolEnd implements LinkHost {
  readonly link: Link
  readonly id = `c${++ids}`
  readonly statuses: StatusMessage[] = []
  readonly calls: IncomingCall[] = []
  readonly notifies: NotifyMessage[] = []
  hello: HelloMessage | undefined
  goAway: GoAwayMessage | undefined
  /** How its socket was lost, if it may go on. */
  loss: LinkEnd | undefined
  end: LinkEnd | undefined
  /** It gave its socket to the connection that goes on: it is nothing any more. */
  released = false
  /** Proves who comes back. */
  readonly secret: string = `secret of ${this.id}`
  /** Runs at each call; default: it waits in `calls`. */
  serve: ((call: IncomingCall) => void) | undefined
  readonly #options: PoolEndOptions
  readonly #known: Map<string, PoolEnd>
  readonly #changed: () => void

  /** `known`: the ends of the whole pool, by id. `changed` is called when a STATUS has come, or a call has ended. */
  constructor(
    transport: Transport,
    subprotocol: string,
    alarm: Alarm,
    options: PoolEndOptions = {},
    known: Map<string, PoolEnd> = new Map(),
    changed: () => void = () => {},
  ) {
    this.#options = options
    this.#changed = changed
    this.#known = known
    known.set(this.id, this)
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
    const call = new PoolCall(method, params, deadline, this.#changed)
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
    const { refuse, mute } = this.#options
    if (mute === true) return
    if (refuse !== undefined) return this.close(refuse)
    this.letIn()
  }
  /** Answers HELLO: as it came, or later for one that is mute. */
  letIn(): void {
    const { resume: asked, features, limits } = this.hello as HelloMessage
    const old = asked === undefined ? undefined : this.#known.get(asked.connection)
    if (asked === undefined || old?.secret !== asked.secret || this.#options.resume === 'forget') {
      this.#welcome({})
    } else {
      old.link.interrupt()
      const received = old.link.received
      if (this.#options.resume !== 'refuse' && old.end === undefined && old.link.canResume(asked.received)) {
        this.#welcome({ connection: old.id, resumed: true, received })
        this.released = true
        old.loss = undefined
        return old.link.resume(this.link.release(), asked.received)
      }
      old.link.abandon(old.loss as LinkEnd, asked.received)
      this.#welcome({ received })
    }
    this.link.established({
      limits,
      features: features.filter((name) => dialect.features.includes(name)),
      heartbeat: { interval: 0, misses: 2 },
      resumeWindow: this.#options.window ?? 0,
    })
  }
  #welcome(more: Partial<WelcomeMessage>): void {
    const { version = 1, limits = {}, heartbeat = { interval: 0, misses: 2 }, window } = this.#options
    this.peer.welcome({
      type: 'welcome',
      version,
      agent: 'test',
      connection: this.id,
      features: dialect.features.filter((name) => this.hello?.features.includes(name)),
      limits,
      heartbeat,
      ...(window === undefined ? {} : { resume: { secret: this.secret, window } }),
      ...more,
      ...this.#options.welcome,
    })
  }
  onStatus(status: StatusMessage): void {
    this.statuses.push(status)
    this.#changed()
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
  onInterrupted(end: LinkEnd): void {
    this.loss = end
  }
  onEnd(end: LinkEnd): void {
    this.end = end
  }
}

/** A call of the pool, as data. */
export class PoolCall implements OutgoingCall {
  id = 0
  readonly meta = undefined
  streams: OutgoingCall['streams'] = undefined
  outcome: Outcome | undefined
  /** Whether the streams in its result have ended. */
  released = false
  interrupted = false
  readonly method: string
  readonly params: readonly unknown[]
  readonly deadline: number
  readonly #changed: () => void

  constructor(method: string, params: readonly unknown[], deadline: number, changed: () => void) {
    this.method = method
    this.params = params
    this.deadline = deadline
    this.#changed = changed
  }

  onResult(value: unknown): void {
    this.#end({ result: value })
  }
  onError(error: RpcError): void {
    this.#end({ error })
  }
  onRefused(reason: RefuseReason): void {
    this.#end({ refused: reason })
  }
  onLost(written: boolean): void {
    this.#end({ lost: { written } })
  }
  onReleased(): void {
    this.released = true
  }
  onInterrupted(): void {
    this.interrupted = true
  }

  #end(outcome: Outcome): void {
    this.outcome = outcome
    this.#changed()
  }
}
