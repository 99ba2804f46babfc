import type { OpenPool } from './open-pool.ts'
import type { RudeServer } from './rude-server.ts'
import { Slots } from './slots.ts'

/** All that is open in this process, by number. */
export interface House {
  readonly pools: Slots<OpenPool>
  readonly servers: Slots<RudeServer>
}

export function makeHouse(): House {
  return { pools: new Slots('pool'), servers: new Slots('server') }
}
