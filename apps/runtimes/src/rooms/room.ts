import type { Result } from '@wsrpc/contract-tests/provider/run'

/** Where a room is opened. */
export interface Place {
  /** Where the pool's process takes commands. */
  readonly control: string
  /** A new folder beside the installed packages, for what the room has to write. */
  readonly folder: string
}

/** Starts a runtime, has it run the whole suite, and ends it. */
export type Room = (place: Place) => Promise<readonly Result[]>
