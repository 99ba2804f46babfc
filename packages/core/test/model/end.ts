import type { Dialect } from '../../src/dialect/dialect.ts'
import type { RpcError } from '../../src/errors.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import { Alarm } from '../../src/link/alarm.ts'
import type { Clock } from '../../src/link/clock.ts'
import type { Agreement, LinkEnd, LinkHost } from '../../src/link/host.ts'
import { Link } from '../../src/link/link.ts'
import type {
  GoAwayMessage,
  HelloMessage,
  NotifyMessage,
  ResumeRequest,
  Role,
  WelcomeMessage,
} from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { Gate } from '../../src/service/gate.ts'
import { Registry } from '../../src/service/registry.ts'
import { Server } from '../../src/service/serve.ts'
import type { ListTransport } from './wire.ts'

const features = ['parts', 'resume', 'streams']
const heartbeat = { interval: 0, misses: 2 }

const hello: HelloMessage = {
  type: 'hello',
  versions: [1, 1],
  agent: 'model',
  instance: 'i',
  features,
  limits: {},
}
const welcome: WelcomeMessage = {
  type: 'welcome',
  version: 1,
  agent: 'model',
  connection: 'c',
  features,
  limits: {},
  heartbeat,
}

export interface EndOptions {
  readonly role: Role
  readonly dialect: Dialect
  readonly transport: ListTransport
  readonly clock: Clock
  readonly limits?: Partial<Limits>
}

/** One end of a connection: a link, and a server behind it, as the pool and the provider have them. */
export class End implements LinkHost {
  readonly role: Role
  readonly alarm: Alarm
  readonly registry: Registry = new Registry()
  readonly gate: Gate = new Gate(1024)
  readonly server: Server
  readonly link: Link
  /** All of these must be told once at most. */
  readonly ends: LinkEnd[] = []
  gone: number = 0
  /** What the server found worth a report: that a NOTIFY failed. */
  readonly reports: RpcError[] = []
  /** Whether it was told to be quiet when it was. */
  toldQuiet: boolean = false
  /** Told of each call and notify in the order in which they arrive. */
  onArrived: ((what: IncomingCall | NotifyMessage) => void) | undefined
  readonly #options: EndOptions

  constructor(options: EndOptions) {
    const { role, clock } = options
    this.role = role
    this.#options = options
    this.alarm = new Alarm(clock)
    this.server = new Server({
      registry: this.registry,
      alarm: this.alarm,
      gate: this.gate,
      report: (error) => this.reports.push(error),
    })
    this.link = this.#join(options.transport, this)
  }

  /** Both ends have the same limits, so that nobody needs to tell them. */
  get #agreement(): Agreement {
    const { limits = {} } = this.#options
    return { limits, features, heartbeat, resumeWindow: 15_000 }
  }

  // ---- the handshake

  greet(): void {
    this.link.peer.hello(hello)
  }

  onHello(): void {
    this.link.established(this.#agreement)
    this.link.peer.welcome(welcome)
  }

  onWelcome(): void {
    this.link.established(this.#agreement)
  }

  /** The acceptor's side of a resume: somebody knocks, and turns out to be the one that was here. */
  openDoor(transport: ListTransport): void {
    const visitor = this.#join(transport, {
      ...silentHost,
      onHello: ({ resume }) => {
        const { received } = resume as ResumeRequest
        if (!this.link.canResume(received)) throw new Error(`the acceptor can't resume from ${received}`)
        // In one step, so that the count in WELCOME is the last word on what the old socket brought.
        this.link.interrupt()
        visitor.peer.welcome({ ...welcome, resumed: true, received: this.link.received })
        this.link.resume(visitor.release(), received)
      },
    })
  }

  /** The dialler's side. */
  knock(transport: ListTransport): void {
    const visitor = this.#join(transport, {
      ...silentHost,
      onWelcome: ({ received }) => {
        if (!this.link.canResume(received as number))
          throw new Error(`the dialler can't resume from ${received}`)
        this.link.resume(visitor.release(), received as number)
      },
    })
    const { received } = this.link
    visitor.peer.hello({ ...hello, resume: { connection: 'c', secret: 's', received } })
  }

  // ---- what the link tells

  onCall(call: IncomingCall): void {
    this.onArrived?.(call)
    // As the pool and the provider do it: a call that crossed the GOAWAY goes elsewhere.
    const { state } = this.link.peer
    if (state === 'leaving' || state === 'parting') this.link.peer.refuse(call, 'draining')
    else this.server.call(this.link.peer, call, undefined)
  }
  onNotify(message: NotifyMessage): void {
    this.onArrived?.(message)
    this.server.notify(message, undefined)
  }
  onGoAway(_message: GoAwayMessage): void {}
  onInterrupted(): void {}
  onQuiet(): void {
    const { peer } = this.link
    this.toldQuiet = peer.isQuiet
    if (peer.state === 'leaving' || peer.state === 'parting') this.link.close('goingAway', 'drained')
  }
  onEnd(end: LinkEnd): void {
    this.ends.push(end)
  }
  onGone(): void {
    this.gone++
  }

  #join(transport: ListTransport, host: LinkHost): Link {
    const { role, dialect, limits } = this.#options
    return new Link({
      role,
      dialect,
      subprotocol: dialect.subprotocols[0] as string,
      transport,
      alarm: this.alarm,
      limits: { ...defaultLimits, ...limits },
      host,
    })
  }
}

const silentHost: LinkHost = {
  onGoAway() {},
  onCall() {},
  onNotify() {},
  onInterrupted() {},
  onEnd() {},
}
