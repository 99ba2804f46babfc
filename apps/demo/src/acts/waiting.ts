import { lateProvider, type Plan } from '../plan.ts'
import type { RenderedTile, Tiles } from '../services.ts'
import type { Child } from '../stage/child.ts'
import type { Stage } from '../stage/stage.ts'

export interface WaitingAct {
  /** Calls in the pool's queue, before anybody was there. */
  readonly waiting: number
  readonly child: Child
  readonly tile: RenderedTile
  /** From the call to its answer. */
  readonly seconds: number
}

/** Calls a service that nobody offers now, and starts a provider of it afterwards. */
export async function callAhead(stage: Stage, plan: Plan): Promise<WaitingAct> {
  const began = performance.now()
  const tile = { index: 0, x: 0, y: 0, width: plan.tileSize, height: plan.tileSize }
  const call = stage.pool.service<Tiles>('Tiles').render({ scene: plan.scene, tile })
  call.catch(() => {}) // it is awaited below
  const { waiting } = stage.pool.stats()
  const child = await stage.invite(lateProvider, 'tiles')
  const rendered = await call
  return { waiting, child, tile: rendered, seconds: (performance.now() - began) / 1000 }
}
