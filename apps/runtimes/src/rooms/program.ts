import { bundleBeside } from './bundle.ts'
import { resultsOf } from './lines.ts'
import type { Room } from './room.ts'

/** A room in a process of its own. @param command what runs a file, without its name. */
export function programRoom(command: readonly string[]): Room {
  return async ({ control, folder }) => {
    const file = await bundleBeside('rooms/inside/program.ts', folder)
    return resultsOf([...command, file, control], folder)
  }
}
