import { once } from 'node:events'
import type { Plan } from '../plan.ts'
import type { Tiles } from '../services.ts'
import type { Loss, Outcome } from '../stage/outage.ts'
import type { Stage } from '../stage/stage.ts'
import { type Counted, countedSince } from './counted.ts'
import { errorOf } from './error-of.ts'

export interface UnmarkedAct {
  /** What the caller got; undefined if the call went well all the same. */
  readonly error: unknown
  /** When the caller got it, in ms after the kill. */
  readonly failedAfter: number
  readonly loss: Loss
  /** When the pool gave the victim up. */
  readonly end: Outcome
  readonly counted: Counted
}

/** Kills a provider while it works on a call that is not marked `idempotent`. */
export async function loseUnmarkedCall(stage: Stage, plan: Plan, victim: string): Promise<UnmarkedAct> {
  const { pool, board } = stage
  const { scene } = plan
  const before = pool.stats()
  const tiles = pool.service<Tiles>('Tiles')
  const started = once(board, 'started')
  // The whole picture as one tile: this takes a while.
  const call = errorOf(
    tiles.render({ scene, tile: { index: 0, x: 0, y: 0, width: scene.width, height: scene.height } }),
  )
  await Promise.race([started, call])
  const killed = performance.now()
  const { noticed, over } = stage.kill(victim)
  const failedAfter = call.then(() => performance.now() - killed)
  const [error, loss, end] = await Promise.all([call, noticed, over])
  return { error, failedAfter: await failedAfter, loss, end, counted: countedSince(before, pool.stats()) }
}
