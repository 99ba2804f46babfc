import type { Plan } from '../plan.ts'
import type { Loss, Outage, Outcome } from '../stage/outage.ts'
import type { Stage } from '../stage/stage.ts'
import { type Counted, countedSince } from './counted.ts'
import { paint, type Painting, type PaintWatcher } from './paint.ts'

export interface PictureAct extends Painting {
  readonly loss: Loss
  /** When the pool gave the victim up. */
  readonly end: Outcome
  /** How many calls the pool had sent again by then. */
  readonly sentMeanwhile: number
  /** What the pool counted up to the end. */
  readonly counted: Counted
}

/** Told as it happens. */
export interface PictureWatcher extends PaintWatcher {
  killing?(name: string): void
  noticed?(loss: Loss): void
  gone?(end: Outcome): void
}

/** Has a picture computed, and kills a provider in the middle. */
export async function paintPicture(
  stage: Stage,
  plan: Plan,
  victim: string,
  watcher: PictureWatcher,
): Promise<PictureAct> {
  const { pool } = stage
  const before = pool.stats()
  let outage: Outage | undefined
  let sentMeanwhile = 0
  const strike = (): void => {
    watcher.killing?.(victim)
    outage = stage.kill(victim)
    void outage.noticed.then(watcher.noticed?.bind(watcher))
    void outage.over.then((end) => {
      sentMeanwhile = countedSince(before, pool.stats()).retries
      watcher.gone?.(end)
    })
  }
  // Computing a tile twice does no harm, so the calls are marked: the pool sends what the victim has elsewhere at once,
  // though it can't know yet whether the victim comes back.
  const painting = await paint(stage, plan, { idempotent: true, victim, strike }, watcher)
  const { noticed, over } = outage as unknown as Outage // painting without a strike throws
  const [loss, end] = await Promise.all([noticed, over])
  return { ...painting, loss, end, sentMeanwhile, counted: countedSince(before, pool.stats()) }
}
