import type { Codec, Payload } from '../../src/codec/codec.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import { Alarm } from '../../src/link/alarm.ts'
import type { Agreement, LinkEnd, LinkHost } from '../../src/link/host.ts'
import { Link } from '../../src/link/link.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import type {
  GoAwayMessage,
  HelloMessage,
  NotifyMessage,
  Role,
  StatusMessage,
  WelcomeMessage,
} from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import type { DescribeError } from '../../src/peer/failures.ts'
import type { HeartbeatOptions } from '../../src/peer/heartbeat.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { hello, welcome } from '../peer/samples.ts'

/** Lets everything happen that needs no time. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 50; n++) await Promise.resolve()
}

export interface PairOptions {
  readonly codec?: Codec
  readonly limits?: Partial<Limits>
  readonly heartbeat?: HeartbeatOptions
  /** What both can. Default: all of it. */
  readonly features?: readonly string[]
  /** In ms; default 0: a socket that is lost ends the connection. */
  readonly resumeWindow?: number
  readonly describeError?: DescribeError
  /** The acceptor does not answer HELLO by itself. */
  readonly silent?: boolean
}

/** A link that shakes hands by itself, and keeps what it is told. */
export class Holder implements LinkHost {
  readonly link: Link
  readonly alarm: Alarm
  /** Its first one. */
  readonly transport: MemoryTransport
  readonly #options: PairOptions
  readonly calls: IncomingCall[] = []
  readonly told: (HelloMessage | WelcomeMessage | StatusMessage | GoAwayMessage | NotifyMessage)[] = []
  readonly ends: LinkEnd[] = []
  readonly interruptions: LinkEnd[] = []
  /** What happened, in order, of the things that have no content. */
  readonly events: string[] = []
  serve: ((call: IncomingCall) => void) | undefined

  constructor(role: Role, transport: MemoryTransport, clock: ManualClock, options: PairOptions) {
    const codec = options.codec ?? msgpack()
    this.alarm = new Alarm(clock)
    this.transport = transport
    this.#options = options
    this.link = new Link({
      role,
      dialect: wsrpc(codec),
      subprotocol: `wsrpc.v1.${codec.name}`,
      transport,
      alarm: this.alarm,
      limits: { ...defaultLimits, ...options.limits },
      host: this,
      ...(options.describeError === undefined ? {} : { describeError: options.describeError }),
    })
  }

  get heartbeat(): HeartbeatOptions {
    return this.#options.heartbeat ?? { interval: 0, misses: 2 }
  }

  onHello(message: HelloMessage): void {
    this.told.push(message)
    if (this.#options.silent !== true) this.welcome(message)
  }
  welcome(message: HelloMessage): void {
    this.link.established(this.#agreed(message.limits))
    this.link.peer.welcome({ ...welcome, limits: this.#options.limits ?? {}, heartbeat: this.heartbeat })
  }
  onWelcome(message: WelcomeMessage): void {
    this.told.push(message)
    this.link.established(this.#agreed(message.limits))
  }
  #agreed(limits: Partial<Limits>): Agreement {
    const { features = ['parts', 'resume', 'streams'], resumeWindow = 0 } = this.#options
    return { limits, features, heartbeat: this.heartbeat, resumeWindow }
  }
  onStatus(message: StatusMessage): void {
    this.told.push(message)
  }
  onGoAway(message: GoAwayMessage): void {
    this.told.push(message)
  }
  onNotify(message: NotifyMessage): void {
    this.told.push(message)
  }
  onCall(call: IncomingCall): void {
    if (this.serve === undefined) this.calls.push(call)
    else this.serve(call)
  }
  onQuiet(): void {
    this.events.push('quiet')
  }
  onRoom(): void {
    this.events.push('room')
  }
  onInterrupted(end: LinkEnd): void {
    this.interruptions.push(end)
    this.events.push('interrupted')
  }
  onEnd(end: LinkEnd): void {
    this.ends.push(end)
    this.events.push('end')
  }
  onGone(): void {
    this.events.push('gone')
  }

  call(call: ProbeCall = new ProbeCall()): ProbeCall {
    this.link.call(call)
    return call
  }

  /** Sends this in the place of a message of the link's own, so that what counts the messages stays right. */
  forge(payload: Payload): void {
    const { transport } = this
    const send = transport.send.bind(transport)
    transport.send = () => {
      transport.send = send
      return send(payload)
    }
    this.link.notify('S.forged', [], undefined)
  }

  /** The sizes of what was handed to the transport and has not arrived. */
  get waiting(): number {
    return this.transport.queue.length
  }
}

export interface LinkPair {
  readonly clock: ManualClock
  readonly dialler: Holder
  readonly acceptor: Holder
}

/** Two links over a wire in memory, through the handshake unless `fresh`. */
export async function linkPair(options: PairOptions & { readonly fresh?: boolean } = {}): Promise<LinkPair> {
  const clock = new ManualClock(1000)
  const [one, two] = MemoryTransport.pair()
  const dialler = new Holder('dialler', one, clock, options)
  const acceptor = new Holder('acceptor', two, clock, options)
  if (options.fresh !== true) {
    dialler.link.peer.hello({ ...hello, limits: options.limits ?? {} })
    await settled()
  }
  return { clock, dialler, acceptor }
}

/** Both go on over a new wire, as the handshake of a resume makes them. @returns its two ends. */
export function reconnect({
  dialler,
  acceptor,
}: LinkPair): [dialler: MemoryTransport, acceptor: MemoryTransport] {
  const [one, two] = MemoryTransport.pair()
  const received = { dialler: dialler.link.received, acceptor: acceptor.link.received }
  acceptor.link.resume(two, received.dialler)
  dialler.link.resume(one, received.acceptor)
  return [one, two]
}

/** What must hold when both have ended: nothing waits, nothing rings. */
export function leftovers({ clock, dialler, acceptor }: LinkPair): unknown {
  return [dialler, acceptor].map(({ link, alarm }) => ({
    calls: link.peer.outgoing + link.peer.incoming,
    waiting: alarm.size,
    timers: clock.timers,
  }))
}

export const nothingLeft: unknown = [
  { calls: 0, waiting: 0, timers: 0 },
  { calls: 0, waiting: 0, timers: 0 },
]
