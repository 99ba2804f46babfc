import { makeLongFile } from '../long-file.ts'
import { cutPlan, filesProvider } from '../plan.ts'
import type { Files } from '../services.ts'
import type { Loss, Outage, Outcome } from '../stage/outage.ts'
import type { Stage } from '../stage/stage.ts'
import { type Counted, countedSince } from './counted.ts'
import { paint, type Painting } from './paint.ts'
import { type Reading, readThrough } from './reading.ts'

/** One connection that was cut. */
export interface Cut {
  readonly name: string
  readonly loss: Loss
  readonly outcome: Outcome
}

export interface CutAct {
  /** The file as it is, and as it came. */
  readonly file: { readonly bytes: number; readonly sha256: string }
  readonly reading: Reading
  /** How many bytes of it had come at the cut. */
  readonly readBefore: number
  readonly painting: Painting
  /** Those of the one who streams, and of the one who paints. */
  readonly cuts: readonly [streaming: Cut, painting: Cut]
  readonly counted: Counted
}

/** Told as it happens. */
export interface CutWatcher {
  cutting?(name: string): void
  over?(cut: Cut): void
}

/**
 * Cuts connections while a file is streamed and a picture is painted. No call is marked: the pool sends none of them
 * again, so that all have to go on where they were.
 */
export async function cutConnections(stage: Stage, painter: string, watcher: CutWatcher): Promise<CutAct> {
  const { pool } = stage
  await using file = await makeLongFile(cutPlan.fileBytes)
  const before = pool.stats()
  const cuts = new Map<string, Promise<Cut>>()
  const cut = (name: string): void => {
    watcher.cutting?.(name)
    const it = toCut(name, stage.cut(name))
    cuts.set(name, it)
    void it.then(watcher.over?.bind(watcher))
  }

  let readBefore = 0
  const progress = (bytes: number): void => {
    if (cuts.has(filesProvider) || bytes < file.bytes / 2) return
    readBefore = bytes
    cut(filesProvider)
  }
  const [reading, painting] = await Promise.all([
    readThrough(pool.service<Files>('Files').read(file.path), progress),
    paint(stage, cutPlan, { idempotent: false, victim: painter, strike: () => cut(painter) }),
  ])
  const [streamer, other] = await Promise.all([cuts.get(filesProvider), cuts.get(painter)])
  return {
    file: { bytes: file.bytes, sha256: file.sha256 },
    reading,
    readBefore,
    painting,
    cuts: [streamer as Cut, other as Cut],
    counted: countedSince(before, pool.stats()),
  }
}

async function toCut(name: string, { noticed, over }: Outage): Promise<Cut> {
  return { name, loss: await noticed, outcome: await over }
}
