import { once } from 'node:events'
import type { Plan } from '../plan.ts'
import type { Tiles } from '../services.ts'
import type { Loss, Stage } from '../stage/stage.ts'
import { errorOf } from './files.ts'

export interface UnmarkedAct {
  /** What the caller got; undefined if the call went well all the same. */
  readonly error: unknown
  readonly loss: Loss
}

/** Kills a provider while it works on a call that is not marked `idempotent`. */
export async function loseUnmarkedCall(stage: Stage, plan: Plan, victim: string): Promise<UnmarkedAct> {
  const { scene } = plan
  const tiles = stage.pool.service<Tiles>('Tiles')
  const started = once(stage.board, 'started')
  // The whole picture as one tile: this takes a while.
  const error = errorOf(
    tiles.render({ scene, tile: { index: 0, x: 0, y: 0, width: scene.width, height: scene.height } }),
  )
  await Promise.race([started, error])
  const loss = await stage.kill(victim)
  return { error: await error, loss }
}
