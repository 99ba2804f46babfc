import { type Commands, onPool } from '../command.ts'

/** What happens to the cable between a pool and its providers. */
export const network: Commands = {
  /** Resets all that goes through it. */
  cut: onPool(({ cable }) => cable.cut()),
  /** From now on what is open carries nothing, and is not closed. */
  stall: onPool(({ cable }) => cable.stall()),
}
