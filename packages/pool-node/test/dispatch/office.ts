import assert from 'node:assert/strict'
import { Alarm, type RpcError, type StatusMessage } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { Attempts } from '../../src/dispatch/attempts.ts'
import { Calls } from '../../src/dispatch/calls.ts'
import { CallTask } from '../../src/dispatch/call-task.ts'
import { Dispatch } from '../../src/dispatch/dispatch.ts'
import { Guard, type GuardRules } from '../../src/dispatch/guard.ts'
import { Hedging } from '../../src/dispatch/hedging.ts'
import type { Poison } from '../../src/dispatch/poison.ts'
import { type Desk, Router } from '../../src/dispatch/router.ts'
import { NotifyTask } from '../../src/dispatch/notify-task.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Binding, BindingPolicy } from '../../src/roster/binding.ts'
import { Roster } from '../../src/roster/roster.ts'
import { Tallies } from '../../src/stats/tallies.ts'
import { type CallStats, Tally } from '../../src/stats/tally.ts'
import { arrive, leave, path, status } from '../roster/people.ts'
import { StandIn } from './stand-in.ts'

/** What a stand-in comes in with. */
export interface Cast extends Partial<Omit<StatusMessage, 'type' | 'services'>> {
  /** Default: one of its own. */
  readonly instance?: string
}

/** All that is behind a pool's door, on a clock that stands still. When it is disposed of, nothing may be left. */
export class Office implements Disposable {
  readonly clock = new ManualClock(1000)
  readonly alarm = new Alarm(this.clock)
  readonly roster = new Roster((member) => this.dispatch.wake(member))
  readonly dispatch: Dispatch
  readonly attempts: Attempts
  readonly router = new Router()
  readonly calls: Calls
  onIdle = (): void => {}
  /** What was told, as a pool's events. */
  readonly poisoned: Poison[] = []
  readonly ejected: string[] = []
  readonly restored: string[] = []
  readonly reported: unknown[] = []
  readonly #all: StandIn[] = []
  readonly #desks: Desk[] = []

  constructor({ maxAttempts = 3 } = {}) {
    const { roster, alarm } = this
    this.dispatch = new Dispatch(roster, alarm, seededRandom(1))
    this.attempts = new Attempts({
      roster,
      alarm,
      dispatch: this.dispatch,
      hedging: new Hedging(alarm, this.dispatch, maxAttempts),
      maxAttempts,
      onPoison: (poison) => void this.poisoned.push(poison),
      onIdle: () => this.onIdle(),
    })
    this.calls = new Calls(this.router, this.attempts, alarm, (error) => void this.reported.push(error))
  }

  /** A path without protection, unless it is given some. */
  bind(
    services: readonly string[] = [],
    policy: Partial<BindingPolicy> = {},
    rules: Partial<GuardRules> = {},
  ): Binding {
    const binding = path(services, policy)
    const { roster, alarm } = this
    const guard = new Guard(
      binding,
      { ejection: false, slowStart: 0, retryBudget: {}, ...rules },
      {
        roster,
        alarm,
        onEject: ({ id }) => void this.ejected.push(id),
        onRestore: ({ id }) => void this.restored.push(id),
        onError: (error) => void this.reported.push(error),
        onGone: (member) => this.dispatch.gone(member),
      },
    )
    const desk = { binding, guard, tallies: new Tallies() }
    this.router.add(services, desk)
    this.#desks.push(desk)
    return binding
  }

  /** All that was counted, over all paths. */
  get counters(): CallStats {
    const sum = new Tally()
    for (const { tallies } of this.#desks) sum.add(tallies.sum())
    return sum.snapshot()
  }

  /** What dispatch keeps for a path. */
  desk(binding: Binding): Desk {
    return this.#desks.find((desk) => desk.binding === binding) as Desk
  }

  /** A provider comes in and says what it offers. */
  provider(binding: Binding, services: StatusMessage['services'], cast: Cast = {}): StandIn {
    const { instance = `i${this.#all.length}`, ...more } = cast
    const standIn = new StandIn()
    standIn.connection = arrive(this.roster, binding, { id: `c${this.#all.length}`, instance, link: standIn })
    this.#all.push(standIn)
    this.status(standIn, services, more)
    return standIn
  }

  status(standIn: StandIn, services: StatusMessage['services'], more: Omit<Cast, 'instance'> = {}): void {
    this.roster.update(standIn.connection, status(services, more))
  }

  /** Its connection is gone for good; `written` says of each open call whether it had left. */
  lose(standIn: StandIn, written: boolean | ((call: number) => boolean)): void {
    leave(this.roster, standIn.connection)
    for (const call of standIn.streaming) call.onReleased()
    standIn.streaming.clear()
    const open = standIn.open.splice(0)
    for (const [index, call] of open.entries()) {
      call.onLost(typeof written === 'boolean' ? written : written(index))
    }
  }

  /** Its socket is lost, and it may come back. */
  interrupt(standIn: StandIn): void {
    this.roster.interrupt(standIn.connection)
    for (const call of standIn.open.slice()) call.onInterrupted()
  }

  /** It goes on over another socket. */
  resume(standIn: StandIn): void {
    const { identity, remoteAddress } = standIn.connection
    this.attempts.resumed(standIn.connection)
    this.roster.resume(standIn.connection, { identity, remoteAddress })
  }

  /** The transport took what was waiting. */
  room(standIn: StandIn): void {
    standIn.hasRoom = true
    standIn.connection.blocked = false
    this.roster.refresh(standIn.connection.of)
  }

  call(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<unknown> {
    return handled(this.calls.run(CallTask, method, params, options))
  }

  notify(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<unknown> {
    return handled(this.calls.run(NotifyTask, method, params, options))
  }

  [Symbol.dispose](): void {
    const inFlight = this.#all.map(({ connection }) => [connection.inFlight, connection.of.inFlight])
    assert.deepEqual(
      inFlight,
      inFlight.map(() => [0, 0]),
      'slots',
    )
    const waiting = this.#desks.map(({ binding }) => this.dispatch.queue(binding).size)
    assert.deepEqual(
      waiting,
      waiting.map(() => 0),
      'waiting',
    )
    assert.equal(this.attempts.open, 0, 'open')
    assert.equal(this.alarm.size, 0, 'deadlines')
  }
}

/** Tests look at it when they are ready; until then it is not a rejection that nobody handles. */
function handled(promise: Promise<unknown>): Promise<unknown> {
  promise.catch(() => {})
  return promise
}

/** How a promise stands, once all that is due has run. */
export async function state(promise: Promise<unknown>): Promise<'pending' | 'done' | 'failed'> {
  let stands: 'pending' | 'done' | 'failed' = 'pending'
  promise.then(
    () => (stands = 'done'),
    () => (stands = 'failed'),
  )
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  return stands
}

/** The error that it fails with. */
export function rejection(promise: Promise<unknown>): Promise<RpcError> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
    },
    (error: RpcError) => error,
  )
}
