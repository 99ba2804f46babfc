import { Alarm, type Clock, RpcError, Speaker, Timer } from '@wsrpc/core'
import { EventEmitter } from 'eventemitter3'
import { type Connection, standingOf } from '../connection.ts'
import { Jumps, lookInterval } from './jumps.ts'
import { Follower, type Wishes } from './follower.ts'
import type { LifeOptions } from './options.ts'
import type { Surroundings } from './surroundings.ts'
import { type Facts, isAway, type LifeEvent, type LifeState, lifeTable, stateOf } from './table.ts'
import { Turn, type TurnHost, type WhoseTurn } from './turn.ts'
import { Watch } from './watch.ts'

/** What a life tells. */
export interface LifeEvents {
  /** The state is another one. */
  change: [LifeState]
}

/** Why there is no connection, for people: the pool sees it as the reason of GOAWAY. */
const apart: Readonly<Partial<Record<LifeState, string>>> = {
  gone: 'its page goes',
  away: 'another tab may serve: this one is hidden',
  standby: 'another tab serves',
}

/** The same while nobody can say whose turn it is. */
const unsaid = 'another tab may serve'

/**
 * What the page around a provider lives through, and what its connections do about it. It watches as long as one of them
 * is open. Events: {@link LifeEvents}.
 */
export class Life extends EventEmitter<LifeEvents> implements TurnHost {
  readonly #options: LifeOptions
  readonly #around: Surroundings
  readonly #alarm: Alarm
  readonly #speaker: Speaker<LifeEvents> = new Speaker<LifeEvents>(this, 'the life')
  readonly #watch: Watch
  readonly #turn: Turn | undefined
  readonly #look: Timer
  readonly #followers = new Map<Connection, Follower>()
  #jumps: Jumps | undefined
  #facts: Facts
  #state: LifeState = 'idle'

  /** @internal Use `provider.life`. @throws TypeError when `exclusive` can't work here. */
  constructor(options: LifeOptions, around: Surroundings, clock: Clock) {
    super()
    this.#options = options
    this.#around = around
    this.#alarm = new Alarm(clock)
    this.#watch = new Watch(around, (event) => this.#take(event))
    this.#look = new Timer(this.#alarm, () => this.#lookAtClocks())
    this.#facts = this.#watch.facts
    this.#turn = options.lock === undefined ? undefined : turnOf(options.lock, around, this)
  }

  /** Where the page stands now. */
  get state(): LifeState {
    return this.#state
  }

  /** @internal A connection, before it dials. `isLocal`: its pool is on this machine. */
  add(connection: Connection, isLocal: boolean): void {
    if (this.#followers.size === 0) this.#start()
    const standing = standingOf(connection)
    const follower = new Follower(standing, isLocal, this.#alarm, () => this.#wishes)
    this.#followers.set(connection, follower)
    void standing.milestones.closed.then(() => this.#remove(connection))
    this.#follow()
  }

  onTurn(): void {
    this.#follow()
  }

  onRefused(why: string, cause: unknown): void {
    const error = new RpcError('FAILED_PRECONDITION', `exclusive: the browser gives no lock here: ${why}`, {
      execution: 'not-started',
      cause,
    })
    for (const connection of this.#followers.keys()) standingOf(connection).report(error)
  }

  #start(): void {
    this.#facts = this.#watch.facts
    this.#watch.start()
    this.#jumps = new Jumps(this.#alarm.now(), this.#around.wall())
    this.#look.set(lookInterval)
  }

  #remove(connection: Connection): void {
    this.#followers.get(connection)?.end()
    this.#followers.delete(connection)
    if (this.#followers.size > 0) return
    this.#watch.stop()
    this.#turn?.giveUp()
    this.#look.clear()
    this.#alarm.rest()
    this.#enter('idle')
  }

  #take(event: LifeEvent): void {
    const { facts, deed } = lifeTable[event]
    this.#facts = { ...this.#facts, ...facts }
    this.#follow()
    if (deed !== undefined) for (const follower of this.#followers.values()) follower.do(deed)
  }

  /** Does what follows from the facts. */
  #follow(): void {
    if (isAway(this.#facts, this.#servesHidden)) this.#turn?.giveUp()
    else this.#turn?.ask()
    for (const follower of this.#followers.values()) follower.follow()
    // While nobody can say where it stands, it stands where it stood.
    if (this.#followers.size > 0) this.#enter(this.#next ?? this.#state)
  }

  get #servesHidden(): boolean {
    return this.#options.whenHidden === 'serve'
  }

  get #whose(): WhoseTurn {
    return this.#turn?.whose ?? 'ours'
  }

  get #next(): LifeState | undefined {
    return stateOf(this.#facts, this.#servesHidden, this.#whose)
  }

  get #wishes(): Wishes {
    const isApart = this.#facts.gone || this.#whose !== 'ours'
    const next = this.#next
    return {
      away: isAway(this.#facts, this.#servesHidden),
      apart: isApart ? ((next && apart[next]) ?? unsaid) : undefined,
      offline: this.#facts.offline,
    }
  }

  #enter(state: LifeState): void {
    if (state === this.#state) return
    this.#state = state
    this.#speaker.tell('change', state)
  }

  #lookAtClocks(): void {
    this.#look.set(lookInterval)
    const verdict = this.#jumps?.look(this.#alarm.now(), this.#around.wall(), this.#facts.hidden)
    if (verdict === 'jump' || verdict === 'late') this.#take(verdict)
  }
}

function turnOf(lock: string, { navigator }: Surroundings, host: TurnHost): Turn {
  if (navigator?.locks !== undefined) return new Turn(navigator.locks, lock, host)
  throw new TypeError(
    'exclusive needs Web Locks (navigator.locks), which browsers have in secure contexts only: ' +
      'serve the page over https or from localhost, or leave exclusive out',
  )
}
