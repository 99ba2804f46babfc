import type { Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits, littleAckDelay } from '../../src/limits.ts'
import { Alarm } from '../../src/link/alarm.ts'
import type { LinkEnd, LinkHost } from '../../src/link/host.ts'
import { Link } from '../../src/link/link.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import type { HelloMessage, ResumeRequest, Role, WelcomeMessage } from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'
import { ProbeCall } from '../peer/probe-call.ts'

/** Both ends of a connection in memory, and what travels between them, as the scenarios of PROTOCOL.md show it. */

const features = wsrpc(json()).features
const heartbeat = { interval: 15_000, misses: 2 }
const resume = { secret: 'qk3TzW', window: 15_000 }
/** Who sends: the words of PROTOCOL.md. */
const names: Readonly<Record<Role, string>> = { dialler: 'Provider', acceptor: 'Pool' }

/** Lets everything happen that needs no time. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 200; n++) await Promise.resolve()
}

/** What a page can show of a batch: of a long text only its beginning. */
export function shown(batch: string): string {
  return JSON.stringify(
    JSON.parse(batch, (_, value: unknown) =>
      typeof value === 'string' && value.length > 64 ? `${value.slice(0, 8)}…` : value,
    ),
  )
}

/** One end, over one socket or several: it does what a pool or a provider does for its handshake, and no more. */
export class Side implements LinkHost {
  readonly role: Role
  readonly calls: IncomingCall[] = []
  readonly ends: LinkEnd[] = []
  link: Link
  /** What the next HELLO is answered with, besides what every WELCOME says. */
  verdict: Partial<WelcomeMessage> = {}
  /** The pool's, of a connection that comes back: it goes on over the next one's socket. */
  old: Side | undefined
  readonly #stage: Stage

  constructor(role: Role, transport: MemoryTransport, stage: Stage) {
    this.role = role
    this.#stage = stage
    this.link = new Link({
      role,
      dialect: wsrpc(json()),
      subprotocol: 'wsrpc.v1.json',
      transport,
      alarm: new Alarm(stage.clock),
      limits: { ...defaultLimits },
      host: this,
    })
  }

  greet(request?: ResumeRequest): void {
    this.link.peer.hello({
      type: 'hello',
      versions: [1, 1],
      agent: 'wsrpc/0.1.0',
      instance: '0c9f2a',
      features,
      limits: {},
      ...(request === undefined ? {} : { resume: request }),
    })
  }

  status(concurrency = 2): void {
    this.link.peer.status({ type: 'status', services: { Backend: ['get', 'put'] }, concurrency })
  }

  call(method: string, params: readonly unknown[], timeout = 30_000): ProbeCall {
    const call = new ProbeCall(method, params, this.#stage.clock.now() + timeout)
    this.link.call(call)
    return call
  }

  /** The call of that id, which the other end made. */
  incoming(id: number): IncomingCall {
    const call = this.calls.find((one) => one.id === id)
    if (call === undefined) throw new Error(`no call ${id} arrived`)
    return call
  }

  onHello(hello: HelloMessage): void {
    const { old } = this
    const head = { type: 'welcome', version: 1, agent: 'wsrpc-pool' } as const
    const common = features.filter((feature) => hello.features.includes(feature))
    const rest = { features: common, limits: {}, heartbeat, ...(common.includes('resume') ? { resume } : {}) }
    if (old !== undefined && hello.resume !== undefined && old.link.canResume(hello.resume.received)) {
      old.link.interrupt()
      const { received } = old.link
      this.link.peer.welcome({ ...head, connection: '7d41', ...rest, resumed: true, received })
      return old.link.resume(this.link.release(), hello.resume.received)
    }
    this.#agree(hello)
    this.link.peer.welcome({ ...head, connection: '7d41', ...rest, ...this.verdict })
  }

  onWelcome(welcome: WelcomeMessage): void {
    const { old } = this
    if (old !== undefined && welcome.resumed === true) {
      old.link.resume(this.link.release(), welcome.received ?? 0)
      return old.status()
    }
    old?.link.abandon({ code: 1006, reason: '', local: false }, welcome.received)
    this.#agree(welcome)
    this.status()
  }

  onCall(call: IncomingCall): void {
    this.calls.push(call)
  }
  onStatus(): void {}
  onGoAway(): void {}
  onNotify(): void {}
  onInterrupted(): void {}
  onEnd(end: LinkEnd): void {
    this.ends.push(end)
    if (end.local && end.code !== 1006) this.#stage.told.push(`${names[this.role]} closes: ${end.code}`)
  }

  #agree(their: Pick<HelloMessage, 'features' | 'limits'>): void {
    const common = features.filter((feature) => their.features.includes(feature))
    const resumeWindow = common.includes('resume') ? resume.window : 0
    this.link.established({ limits: their.limits, features: common, heartbeat, resumeWindow })
  }
}

/** A pool, a provider, a wire and a clock that stands still. */
export class Stage {
  readonly clock: ManualClock = new ManualClock(1000)
  /** What travelled and who closed, in order: the lines of a scenario. */
  readonly told: string[] = []
  provider: Side
  pool: Side
  #wires: readonly MemoryTransport[] = []

  constructor() {
    const { provider, pool } = this.#connect()
    this.provider = provider
    this.pool = pool
  }

  /** Through the handshake, and everything acknowledged: where most scenarios begin. */
  static async open(): Promise<Stage> {
    const stage = new Stage()
    stage.provider.greet()
    await stage.later(littleAckDelay)
    stage.told.length = 0
    return stage
  }

  /** Time passes. */
  async later(ms: number): Promise<void> {
    await settled()
    // Deadlines wait in buckets of some ms.
    this.clock.advance(ms + 8)
    await settled()
  }

  /** From now on what the provider says is written by hand. */
  deafen(): void {
    this.provider.link.release().receiver = { message: () => {}, closed: () => {} }
  }

  /** The provider sends what no link would send. */
  async say(batch: string): Promise<void> {
    this.#wires[0]?.send(batch)
    await settled()
  }

  /** From now on what is sent waits for {@link arrive}. */
  hold(): void {
    for (const wire of this.#wires) wire.hold()
  }

  /** What waits arrives; what comes of it waits again. */
  async arrive(): Promise<void> {
    await settled()
    for (const wire of this.#wires) wire.deliver(wire.queue.length)
    await settled()
  }

  /** The socket breaks: what waits is lost. */
  async cut(): Promise<void> {
    this.#wires[0]?.terminate()
    await settled()
  }

  /** The provider's socket is closed with a code. */
  async close(code: number): Promise<void> {
    this.#wires[0]?.close(code, '')
    await settled()
  }

  /** The provider dials again for what it had. */
  async comeBack(verdict: Partial<WelcomeMessage> = {}): Promise<void> {
    const before = { provider: this.provider, pool: this.pool }
    const { provider, pool } = this.#connect()
    provider.old = before.provider
    if (Object.keys(verdict).length === 0) pool.old = before.pool
    pool.verdict = verdict
    provider.greet({ connection: '7d41', secret: resume.secret, received: before.provider.link.received })
    await settled()
  }

  #connect(): { provider: Side; pool: Side } {
    const [one, two] = MemoryTransport.pair()
    this.#wires = [one, two]
    this.#record(one, names.dialler)
    this.#record(two, names.acceptor)
    return { provider: new Side('dialler', one, this), pool: new Side('acceptor', two, this) }
  }

  #record(wire: MemoryTransport, who: string): void {
    const send = wire.send.bind(wire)
    wire.send = (payload: Payload): boolean => {
      const sent = send(payload)
      if (sent) this.told.push(`${who}: ${shown(String(payload))}`)
      return sent
    }
  }
}
