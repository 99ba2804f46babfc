import type { Codec } from '../../src/codec/codec.ts'
import { RpcError } from '../../src/errors.ts'
import type { Role } from '../../src/message.ts'
import type { CallContext } from '../../src/service/context.ts'
import { handler } from '../../src/service/handler.ts'
import { closeStreams } from '../../src/stream/close-streams.ts'
import { pick, type Random } from '../codec/random.ts'
import { type Ending, ModelCall } from './calls.ts'
import { largeFor } from './digest.ts'
import type { End } from './end.ts'
import { type CallPlan, Planner } from './plans.ts'
import { isSame, StreamModel, Waiting } from './streams.ts'
import { nothingLeft, otherRole, settled, World } from './world.ts'

const roles: readonly Role[] = ['dialler', 'acceptor']

/** So often the clock may move while nothing else does: more means that something waits for ever. */
const mostIdle = 60

/** From here on a call travels in parts, and may be overtaken. */
const cutFrom = 60_000

/**
 * One run: two ends do by chance whatever they may, while messages arrive by chance, and the wire is cut by chance. What
 * must be true whatever happens is checked all the while, and at the end.
 */
export class Chaos {
  readonly #next: Random
  readonly #world: World
  readonly #planner: Planner
  readonly #streams: StreamModel
  readonly #late = new Waiting()
  readonly #calls = new Map<string, ModelCall>()
  /** How often each NOTIFY ran. */
  readonly #notifies = new Map<string, number>()
  /** Names of what was small when it was sent, in order, and of what arrived of it. */
  readonly #sent: Record<Role, string[]> = { dialler: [], acceptor: [] }
  readonly #arrived: Record<Role, string[]> = { dialler: [], acceptor: [] }
  readonly #complaints: string[] = []
  /** What was done, for people. */
  readonly log: string[] = []

  /** `welcoming`: the acceptor goes on already, the dialler does not know yet. */
  #wire: 'up' | 'half' | 'down' | 'welcoming' = 'up'
  /** What it sent goes nowhere: until the cut. */
  #stalled: Role | undefined
  /** While the acceptor alone goes on: its count. */
  #count = 0
  #abandoned = false
  /** Whether a count was told to the end that gave up its connection. */
  readonly #told: Record<Role, boolean> = { dialler: false, acceptor: false }
  #cuts = 0

  constructor(codec: Codec, next: Random) {
    this.#next = next
    this.#planner = new Planner(next, largeFor(codec))
    const limits = next(6) === 0 ? { maxStreams: 4 } : {}
    this.#world = new World(codec, limits)
    this.#streams = new StreamModel(
      this.#planner,
      (what) => this.#complaints.push(what),
      (plan, code) => this.#excuses(plan.name, code),
    )
    for (const end of this.#world.ends) this.#prepare(end)
  }

  /** What was cut, done and sent: to see that a run is worth its time. */
  get cuts(): number {
    return this.#cuts
  }

  /** @throws Error that says what was not true. */
  async run(abandons: boolean): Promise<void> {
    await this.#world.open()
    const steps = 40 + this.#next(160)
    const abandonAt = abandons ? this.#next(steps) : Infinity
    for (let step = 0; step < steps && !this.#abandoned; step++) {
      if (step === abandonAt) await this.#abandon()
      else await this.#step()
      if (this.#next(3) > 0) await settled()
    }
    await this.#settle()
    this.#checkEnd()
    if (this.#complaints.length > 0) throw new Error(this.#complaints.join('\n'))
  }

  // ---- what happens

  async #step(): Promise<void> {
    const next = this.#next
    const dice = next(100)
    if (dice < 50) return this.#deliver(pick(next, roles))
    if (dice < 62) return this.#call(pick(next, this.#world.ends))
    if (dice < 66) return this.#notify(pick(next, this.#world.ends), this.#planner.pad())
    if (dice < 67) return next(2) === 0 ? this.#burst(pick(next, this.#world.ends)) : undefined
    if (dice < 78) return this.#letRead()
    if (dice < 82) return this.#late.release(next(this.#late.size + 1))
    if (dice < 85) return this.#streams.pausing.release(next(this.#streams.pausing.size + 1))
    if (dice < 88) return this.#cancel()
    if (dice < 92) return this.#world.clock.advance(pick(next, [1, 10, 60, 150]))
    return this.#turnWire()
  }

  #deliver(from: Role): void {
    if (this.#stalled === from) return
    // A half open socket still brings what the dialler sent over it: nobody may read it now.
    if (this.#next(4) === 0) this.#world.stale?.deliver()
    if (this.#wire === 'welcoming') return
    for (let count = 1 + this.#next(3); count > 0 && this.#world.waiting(from) > 0; count--) {
      this.#world.deliver(from)
    }
  }

  #call(by: End): void {
    const plan = this.#planner.call()
    const params = [
      plan.name,
      this.#planner.padOf(plan.pad),
      plan.params.map((one) => this.#streams.source(one)),
    ]
    const call = new ModelCall(by.role, plan, params, (...ended) => this.#ended(...ended))
    this.#calls.set(plan.name, call)
    this.#note(`${by.role} makes ${plan.name}: ${plan.pad} bytes, ${plan.serving}`)
    call.unsent = by.link.interrupted
    try {
      by.link.call(call)
      if (plan.pad < cutFrom) this.#sent[by.role].push(plan.name)
    } catch (error) {
      const { code } = error as RpcError
      if (code !== 'RESOURCE_EXHAUSTED') this.#complaints.push(`${plan.name} threw ${String(error)}`)
      call.end({ kind: 'threw' })
      return
    }
    // Before anything of it has left, or with some of it under way.
    if (this.#next(20) === 0) this.#giveUp(by, call)
  }

  #notify(by: End, pad: number): void {
    const name = this.#planner.name()
    this.#notifies.set(name, 0)
    if (pad < cutFrom) this.#sent[by.role].push(name)
    by.link.notify('S.notice', [name, this.#planner.padOf(pad)], undefined)
  }

  /** More than may be unacknowledged: it has to wait. */
  #burst(by: End): void {
    this.#note(`${by.role} sends a burst`)
    for (let n = 0; n < 20; n++) this.#notify(by, 59_000)
  }

  #letRead(): void {
    const { readers } = this.#streams
    if (readers.length === 0) return
    const reader = pick(this.#next, readers)
    if (this.#next(25) === 0) return this.#streams.quit(reader)
    this.#streams.allow({ reader, items: pick(this.#next, [1, 3, 20]) })
  }

  #cancel(): void {
    const open = [...this.#calls.values()].filter(
      ({ endings, released }) => endings.length === 0 || released === 0,
    )
    if (open.length === 0) return
    const call = pick(this.#next, open)
    this.#giveUp(this.#endOf(call.by), call)
  }

  #giveUp(by: End, call: ModelCall): void {
    // The peer forgets it, or still knows it: what is over can't be given up.
    const over = call.endings.length > 0 && (call.released > 0 || !isStreaming(call))
    if (over) return
    this.#note(`${by.role} gives up ${call.plan.name}`)
    call.cancelled = true
    if (by.link.peer.cancel(call)) call.end({ kind: 'withdrawn' })
  }

  // ---- the wire

  async #turnWire(): Promise<void> {
    const next = this.#next
    const world = this.#world
    switch (this.#wire) {
      case 'up':
        if (next(3) > 0) return
        this.#cuts++
        if (this.#stalled === undefined && next(3) === 0) {
          this.#stalled = pick(next, roles)
          return this.#note(`what the ${this.#stalled} sends goes nowhere`)
        }
        this.#stalled = undefined
        if (next(2) === 0) {
          this.#wire = 'down'
          this.#note('a cut')
          return world.cut()
        }
        this.#wire = 'half'
        const first = pick(next, roles)
        this.#note(`a cut that the ${first} sees first`)
        return world.cutFor(first)
      case 'half':
        if (next(2) === 0) world.cut()
        this.#wire = 'down'
        return
      case 'down':
        // The window of the dialler's transport is over before it comes back; the acceptor may hear of it only now.
        this.#note('HELLO arrives')
        this.#count = world.acceptBack()
        this.#hasSocket('acceptor')
        this.#wire = 'welcoming'
        return
      case 'welcoming':
        if (next(4) === 0) {
          this.#note('WELCOME is lost')
          this.#wire = 'down'
          return world.cut()
        }
        return this.#comeBack()
    }
  }

  #comeBack(): void {
    this.#note('WELCOME arrives')
    this.#world.comeBack(this.#count)
    this.#hasSocket('dialler')
    this.#wire = 'up'
    // Sometimes the wire is cut again while all is sent again.
    if (this.#next(4) > 0) return
    for (const role of roles) this.#deliver(role)
    this.#note('a cut during the replay')
    this.#world.cut()
    this.#wire = 'down'
  }

  #hasSocket(role: Role): void {
    for (const call of this.#calls.values()) if (call.by === role) call.unsent = false
  }

  /** The window is over: at both ends, each of which may know how much the other had. */
  async #abandon(): Promise<void> {
    const { ends } = this.#world
    this.#abandoned = true
    if (this.#next(2) === 0) this.#world.cut()
    for (const { link } of ends) link.interrupt()
    if (this.#next(2) === 0) await settled()
    const counts = ends.map(({ link }) => link.received)
    for (const [at, { link, role }] of ends.entries()) {
      this.#told[role] = this.#next(2) === 0
      this.#note(`the ${role} is given up, ${this.#told[role] ? 'with' : 'without'} a count`)
      link.abandon({ code: 1006, reason: '', local: false }, this.#told[role] ? counts[1 - at] : undefined)
      if (this.#next(2) === 0) await settled()
    }
  }

  /** Everybody does what is left to do; nothing is cut any more. */
  async #settle(): Promise<void> {
    this.#stalled = undefined
    this.#streams.unpace()
    this.#late.releaseAll()
    if (!this.#abandoned && this.#wire !== 'up') {
      this.#world.cut()
      await settled()
      this.#count = this.#world.acceptBack()
      this.#world.comeBack(this.#count)
      this.#wire = 'up'
    }
    for (const call of this.#calls.values()) {
      if (call.plan.serving === 'hangs' && call.endings.length === 0) this.#giveUp(this.#endOf(call.by), call)
    }
    for (let idle = 0; idle < mostIdle;) {
      await settled()
      const from = roles.filter((role) => this.#world.waiting(role) > 0)
      if (from.length > 0) this.#world.deliver(pick(this.#next, from))
      else if (this.#world.ends.every(({ alarm }) => alarm.size === 0) && idle > 8) break
      else this.#world.clock.advance(idle++ < 4 ? 30 : 5000)
      if (from.length > 0) idle = 0
    }
    this.#closeLost()
    await settled()
  }

  /** Their owner's, as these calls could be sent again elsewhere: nobody else may have closed them. */
  #closeLost(): void {
    for (const call of this.#calls.values()) {
      const [ending] = call.endings
      if (ending?.kind !== 'lost') continue
      for (const { name } of call.plan.params) {
        // An item that can't travel, as there are too many streams, closes its source, too.
        if (call.cancelled || this.#streams.givenUp.has(name) || this.#world.limits.maxStreams !== undefined)
          continue
        if (this.#streams.endings.get(name) === 'broken off') {
          this.#complaints.push(`${name} was closed, though its call was lost and may go elsewhere`)
        }
      }
      closeStreams(call.params)
    }
  }

  // ---- both ends

  #prepare(end: End): void {
    const from = otherRole(end.role)
    if (this.#next(3) === 0) end.gate.capacity = 3 + this.#next(5)
    end.onArrived = ({ params }) => {
      const name = params[0] as string
      const call = this.#calls.get(name)
      if (call !== undefined) call.arrived++
      if ((call?.plan.pad ?? lengthOf(params[1])) < cutFrom) this.#arrived[from].push(name)
    }
    end.registry.register('S', {
      run: handler((context: CallContext, name: string, pad: unknown, streams: readonly unknown[]) =>
        this.#serve(this.#calls.get(name) as ModelCall, context, pad, streams),
      ),
      notice: (name: string) => void this.#notifies.set(name, (this.#notifies.get(name) ?? 0) + 1),
    })
  }

  #serve(call: ModelCall, context: CallContext, pad: unknown, streams: readonly unknown[]): unknown {
    const { plan } = call
    call.runs++
    if (!isSame(pad, this.#planner.padOf(plan.pad))) this.#complaints.push(`${plan.name} got other params`)
    const reading = Promise.all(plan.params.map((one, at) => this.#streams.read(one, streams[at])))
    if (plan.serving === 'throws') throw new RpcError('ABORTED', plan.name)
    if (plan.serving === 'now' && !plan.readsFirst) return this.#resultOf(plan)
    return this.#serveSlowly(plan, context, reading)
  }

  async #serveSlowly(plan: CallPlan, { signal }: CallContext, reading: Promise<unknown>): Promise<unknown> {
    if (plan.readsFirst) await reading
    if (plan.serving === 'late') await this.#late.wait()
    if (plan.serving === 'hangs' && !signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    return this.#resultOf(plan)
  }

  #resultOf(plan: CallPlan): unknown {
    const streams = plan.results.map((one) => this.#streams.source(one))
    return { name: plan.name, pad: this.#planner.padOf(plan.resultPad), streams }
  }

  #ended(call: ModelCall, ending: Ending): void {
    const { plan } = call
    this.#note(`${plan.name}: ${ending.kind}`)
    if (ending.kind === 'refused' || ending.kind === 'withdrawn' || ending.kind === 'threw')
      closeStreams(call.params)
    if (ending.kind !== 'result') return
    const { name, pad, streams } = ending.value as { name: string; pad: unknown; streams: readonly unknown[] }
    if (name !== plan.name || !isSame(pad, this.#planner.padOf(plan.resultPad))) {
      this.#complaints.push(`${plan.name} got another result`)
    }
    plan.results.forEach((one, at) => void this.#streams.read(one, streams[at]))
  }

  /** Why a stream may break that its source did not break. */
  #excuses(stream: string, code: string): boolean {
    const call = [...this.#calls.values()].find(({ plan }) => stream.includes(`stream of ${plan.name},`))
    if (code === 'UNAVAILABLE') return this.#abandoned
    if (code === 'RESOURCE_EXHAUSTED') return this.#world.limits.maxStreams !== undefined
    if (code === 'CANCELLED') {
      return call !== undefined && (call.cancelled || call.plan.serving === 'throws' || hasFailed(call))
    }
    return false
  }

  // ---- what must be true

  #checkEnd(): void {
    for (const call of this.#calls.values()) this.#checkCall(call)
    for (const [name, runs] of this.#notifies) {
      if (runs > 1 || (runs === 0 && !this.#abandoned)) this.#complaints.push(`${name} ran ${runs} times`)
    }
    for (const role of roles) this.#checkOrder(role)
    if (this.#streams.open.size > 0)
      this.#complaints.push(`not closed: ${[...this.#streams.open].join('; ')}`)
    const reading = this.#streams.readers.map(({ plan }) => plan.name)
    if (reading.length > 0) this.#complaints.push(`not told an end: the readers of ${reading.join('; ')}`)
    this.#checkLeftovers()
  }

  #checkCall(call: ModelCall): void {
    const { plan, endings, runs, arrived, released, cancelled } = call
    const complain = (what: string): void => void this.#complaints.push(`${plan.name} (${call.by}): ${what}`)
    const [ending] = endings
    if (ending === undefined || endings.length > 1) return complain(`ended ${endings.length} times`)
    if (runs > 1 || arrived > 1) complain(`ran ${runs} times, arrived ${arrived} times`)
    if (released !== (isStreaming(call) ? 1 : 0))
      complain(`released ${released} times after its ${ending.kind}`)
    switch (ending.kind) {
      case 'result':
        if (runs !== 1) complain(`ran ${runs} times`)
        return
      case 'error': {
        const { code } = ending.error
        const isPlanned = code === 'ABORTED' && plan.serving === 'throws'
        const isLimit = code === 'RESOURCE_EXHAUSTED' && this.#world.limits.maxStreams !== undefined
        if (runs !== 1 || !(isPlanned || isLimit || (code === 'CANCELLED' && cancelled))) {
          complain(`failed with ${code} ${ending.error.message}, ran ${runs} times`)
        }
        return
      }
      case 'refused':
      case 'withdrawn':
      case 'threw':
        if (runs !== 0) complain(`${ending.kind}, and ran`)
        return
      case 'lost':
        if (!this.#abandoned) complain('lost')
        if (ending.written && call.unsent) complain('lost as written, though there was no socket')
        if (!ending.written && (arrived > 0 || runs > 0)) complain('lost as not written, but arrived')
        if (ending.written && arrived === 0 && this.#told[call.by]) {
          complain('lost as written, though the count says that it did not arrive')
        }
    }
  }

  /** What is small arrives in the order in which it was sent, all of it. */
  #checkOrder(role: Role): void {
    const sent = this.#sent[role]
    const arrived = this.#arrived[role]
    const expected = this.#abandoned ? sent.slice(0, arrived.length) : sent
    if (arrived.join() === expected.join()) return
    const at = arrived.findIndex((name, index) => name !== expected[index])
    this.#complaints.push(
      `of the ${role} ${arrived.length} of ${sent.length} arrived: ${arrived[at]} in the place of ${expected[at]}`,
    )
  }

  #checkLeftovers(): void {
    const world = this.#world
    const left = JSON.stringify(world.leftovers())
    if (!this.#abandoned && left !== JSON.stringify(nothingLeft)) this.#complaints.push(`left over: ${left}`)
    if (this.#abandoned && /"(outgoing|incoming|streams|slots|waiting)":[^0]/.test(left)) {
      this.#complaints.push(`left over: ${left}`)
    }
    world.clock.advance(1000)
    if (world.clock.timers > 0) this.#complaints.push(`${world.clock.timers} timers are armed`)
    for (const { role, link, ends, gone, reports } of world.ends) {
      const expected = this.#abandoned ? 1 : 0
      if (ends.length !== expected || gone !== expected) {
        this.#complaints.push(`the ${role} was told ${ends.length} ends: ${JSON.stringify(ends)}`)
      }
      if (reports.length > 0) this.#complaints.push(`the ${role} reports ${String(reports[0])}`)
      if (link.peer.counters.badNotifies + link.ignored > 0)
        this.#complaints.push(`the ${role} could not read all`)
    }
    const unacknowledged = JSON.stringify(world.unacknowledged())
    if (!this.#abandoned && unacknowledged !== '[0,0]')
      this.#complaints.push(`not acknowledged: ${unacknowledged}`)
  }

  #endOf(role: Role): End {
    return role === 'dialler' ? this.#world.dialler : this.#world.acceptor
  }

  #note(what: string): void {
    this.log.push(what)
  }
}

function isStreaming({ endings }: ModelCall): boolean {
  const [ending] = endings
  return ending?.kind === 'result' && ending.streaming
}

function hasFailed({ endings }: ModelCall): boolean {
  return endings[0]?.kind === 'error'
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0
}
