import type { PoolStats } from '@wsrpc/pool-node'
import type { Plan } from '../plan.ts'
import type { Tiles } from '../services.ts'
import { Failure } from '../stage/failure.ts'
import type { Loss, Stage } from '../stage/stage.ts'
import { cut, scatter, stitch, type Tile } from '../tiles.ts'

/** Who did a tile. */
export interface DoneTile {
  readonly tile: Tile
  readonly by: string
  /** 2 if it was sent again. */
  readonly attempt: number
}

export interface PictureAct {
  readonly pixels: Uint8Array
  /** All tiles, in the order in which they were asked for, and in the one in which they came back. */
  readonly asked: readonly Tile[]
  readonly done: readonly DoneTile[]
  readonly loss: Loss
  readonly seconds: number
  /** What the pool counted meanwhile. */
  readonly counted: Pick<PoolStats, 'succeeded' | 'retries' | 'lost' | 'refused'>
}

/** Told as it happens. */
export interface PictureWatcher {
  started?(by: string, index: number): void
  done?(tile: DoneTile): void
  killing?(name: string): void
  lost?(loss: Loss): void
}

/** Has a picture computed, each tile by one call, and kills a provider in the middle. */
export async function paintPicture(
  stage: Stage,
  plan: Plan,
  victim: string,
  watcher: PictureWatcher,
): Promise<PictureAct> {
  const { pool, board } = stage
  const { scene } = plan
  const asked = scatter(cut(scene.width, scene.height, plan.tileSize))
  const pixels = new Uint8Array(scene.width * scene.height * 3)
  const done: DoneTile[] = []
  let loss: Promise<Loss> | undefined

  // The right moment: enough is done, and the victim works on something.
  const inHand = new Set<number>()
  const killInTime = (): void => {
    if (loss !== undefined || inHand.size === 0 || done.length < asked.length * plan.killAt) return
    watcher.killing?.(victim)
    loss = stage.kill(victim)
    void loss.then(watcher.lost?.bind(watcher), () => {})
  }
  const onStarted = (by: string, index: number): void => {
    watcher.started?.(by, index)
    if (by === victim) inHand.add(index)
    killInTime()
  }
  board.on('started', onStarted)

  // All at once: what no provider has room for waits in the pool's queue. Computing a tile twice does no harm, so the
  // calls are marked: when a provider is lost, the pool may send them again.
  const tiles = pool.service<Tiles>('Tiles', { idempotent: true, timeout: 120_000 })
  const before = pool.stats()
  const began = performance.now()
  const calls = asked.map(async (tile) => {
    const { pixels: part, by, attempt } = await tiles.render({ scene, tile })
    stitch(pixels, scene.width, tile, part)
    const one = { tile, by, attempt }
    done.push(one)
    watcher.done?.(one)
    inHand.delete(tile.index)
    killInTime()
  })
  await Promise.all(calls)
  const seconds = (performance.now() - began) / 1000
  board.off('started', onStarted)
  if (loss === undefined) throw new Failure(`the picture was ready before ${victim} could be killed`)
  return { pixels, asked, done, loss: await loss, seconds, counted: difference(before, pool.stats()) }
}

function difference(before: PoolStats, after: PoolStats): PictureAct['counted'] {
  return {
    succeeded: after.succeeded - before.succeeded,
    retries: after.retries - before.retries,
    lost: after.lost - before.lost,
    refused: after.refused - before.refused,
  }
}
