import type { Canvas } from '../plan.ts'
import type { Tiles } from '../services.ts'
import { Failure } from '../stage/failure.ts'
import type { Stage } from '../stage/stage.ts'
import { cut, scatter, stitch, type Tile } from '../tiles.ts'

/** Who did a tile. */
export interface DoneTile {
  readonly tile: Tile
  readonly by: string
  /** 2 if it was sent again. */
  readonly attempt: number
}

export interface Painting {
  readonly pixels: Uint8Array
  /** All tiles, in the order in which they were asked for, and in the one in which they came back. */
  readonly asked: readonly Tile[]
  readonly done: readonly DoneTile[]
  /** How often each tile was begun, by its index: the providers say so themselves. */
  readonly begun: ReadonlyMap<number, number>
  readonly seconds: number
}

export interface PaintOptions {
  /** Whether a tile may be computed twice: then the pool sends it again when a provider is lost. */
  readonly idempotent: boolean
  /** The provider that something happens to, and what: in the middle, while it works on a tile. */
  readonly victim: string
  readonly strike: () => void
}

/** Told as it happens. */
export interface PaintWatcher {
  started?(by: string, index: number): void
  done?(tile: DoneTile): void
}

/** Has a picture computed, each tile by one call. @throws Failure when it is ready before the provider was struck. */
export async function paint(
  { pool, board }: Stage,
  { scene, tileSize, strikeAt }: Canvas,
  { idempotent, victim, strike }: PaintOptions,
  watcher: PaintWatcher = {},
): Promise<Painting> {
  const asked = scatter(cut(scene.width, scene.height, tileSize))
  const pixels = new Uint8Array(scene.width * scene.height * 3)
  const done: DoneTile[] = []
  const begun = new Map<number, number>()

  // The right moment: enough is done, and the victim works on something.
  const inHand = new Set<number>()
  let struck = false
  const strikeInTime = (): void => {
    if (struck || inHand.size === 0 || done.length < asked.length * strikeAt) return
    struck = true
    strike()
  }
  const onStarted = (by: string, index: number): void => {
    begun.set(index, (begun.get(index) ?? 0) + 1)
    watcher.started?.(by, index)
    if (by === victim) inHand.add(index)
    strikeInTime()
  }
  board.on('started', onStarted)

  // All at once: what no provider has room for waits in the pool's queue.
  const tiles = pool.service<Tiles>('Tiles', { idempotent, timeout: 120_000 })
  const began = performance.now()
  const calls = asked.map(async (tile) => {
    const { pixels: part, by, attempt } = await tiles.render({ scene, tile })
    stitch(pixels, scene.width, tile, part)
    const one = { tile, by, attempt }
    done.push(one)
    watcher.done?.(one)
    inHand.delete(tile.index)
    strikeInTime()
  })
  await Promise.all(calls).finally(() => board.off('started', onStarted))
  if (!struck) throw new Failure(`the picture was ready before anything could happen to ${victim}`)
  return { pixels, asked, done, begun, seconds: (performance.now() - began) / 1000 }
}
