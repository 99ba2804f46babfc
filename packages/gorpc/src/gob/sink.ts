import type { Budget } from './budget.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { GobType } from './gob-type.ts'

/** What a value is written to. */
export interface Sink {
  readonly writer: ByteWriter
  readonly budget: Budget
  /** The id of a type in this stream, which is defined before the value that is being written. */
  idOf(type: GobType): number
}
