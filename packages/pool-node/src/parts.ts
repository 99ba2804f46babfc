import {
  Alarm,
  allLimits,
  createClock,
  defaultResumeWindow,
  type Limits,
  type Speaker,
  withoutUndefined,
} from '@wsrpc/core'
import { Door } from './accept/door.ts'
import { Reception } from './accept/reception.ts'
import { Attempts } from './dispatch/attempts.ts'
import { Calls } from './dispatch/calls.ts'
import { Dispatch } from './dispatch/dispatch.ts'
import { Hedging } from './dispatch/hedging.ts'
import { type Desk, Router } from './dispatch/router.ts'
import { Leaving } from './leaving.ts'
import type { PoolOptions } from './options.ts'
import type { PoolEvents } from './pool-events.ts'
import { Roster } from './roster/roster.ts'

/** What a pool is made of. */
export interface Parts {
  readonly alarm: Alarm
  readonly roster: Roster
  readonly router: Router
  /** Of all bound paths, in the order in which they were bound. */
  readonly desks: Desk[]
  readonly dispatch: Dispatch
  readonly attempts: Attempts
  readonly calls: Calls
  readonly reception: Reception
  readonly door: Door
  readonly leaving: Leaving
  /** Most attempts of a call that may have run. */
  readonly maxAttempts: number
}

/** Makes the parts of a pool, gives each what it has to know of the options, and tells them of each other. */
export function assemble(options: PoolOptions, speaker: Speaker<PoolEvents>): Parts {
  const limits: Limits = allLimits(withoutUndefined(options.limits ?? {}))
  const alarm = new Alarm(options.runtime?.clock ?? createClock(globalThis))
  const chance = options.runtime?.random ?? Math.random
  const router = new Router()
  const roster: Roster = new Roster((member) => dispatch.wake(member))
  const dispatch: Dispatch = new Dispatch(roster, alarm, chance)
  const maxAttempts = options.maxAttempts ?? 3
  const attempts = new Attempts({
    roster,
    alarm,
    dispatch,
    hedging: new Hedging(alarm, dispatch, maxAttempts),
    maxAttempts,
    onPoison: (poison) => speaker.tell('poison', poison),
    onIdle: () => leaving.checkIdle(),
  })
  const calls = new Calls(router, attempts, alarm, (error) => speaker.error(error))
  const reception = new Reception({
    alarm,
    limits,
    heartbeat: { interval: options.heartbeat?.interval ?? 15_000, misses: options.heartbeat?.misses ?? 2 },
    resumeWindow: options.resumeWindow ?? defaultResumeWindow,
    exposeErrors: options.exposeErrors ?? false,
    handlerInterceptors: options.interceptors?.handlers,
    roster,
    onConnect: (connection, how) => speaker.tell('connect', connection, how),
    onDisconnect: (connection, { code, reason }, how) =>
      speaker.tell('disconnect', connection, { code, reason, ...how }),
    onResume: (connection) => attempts.resumed(connection),
    onQuiet: () => leaving.checkIdle(),
    onError: (error) => speaker.error(error),
  })
  const door = new Door({
    alarm,
    maxMessageBytes: limits.maxMessageBytes,
    maxHandshakes: options.maxHandshakes ?? 1024,
    handshakes: () => reception.handshakes,
    arrived: ({ path, request, spoken, transport }) => reception.arrived(path, request, spoken, transport),
    failed: (error) => speaker.error(error),
  })
  const onClosed = (): void => speaker.tell('close')
  const leaving = new Leaving({ alarm, calls, dispatch, attempts, door, reception, onClosed })
  return {
    alarm,
    roster,
    router,
    desks: [],
    dispatch,
    attempts,
    calls,
    reception,
    door,
    leaving,
    maxAttempts,
  }
}
