import type { Source } from './source.ts'
import type { WireType } from './wire-type.ts'

/**
 * What a value says that is asked how it goes on: the type of a value in it, which comes next; that it is `'whole'`; or
 * that it is `'waiting'` for the next block.
 */
export type Step = WireType | 'whole' | 'waiting'

/** A value that holds others and is being read. Those that hold no others it reads by itself. */
export interface OpenValue {
  /** What has been read of it. */
  readonly value: unknown
  next(source: Source): Step
  /** Takes the value that it asked for. */
  take(value: unknown): void
}
