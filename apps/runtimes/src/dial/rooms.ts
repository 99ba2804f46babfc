import { fileURLToPath } from 'node:url'
import { root } from '../install/install.ts'
import { commands, programs } from '../install/programs.ts'
import type { DialRoom } from './dial-room.ts'
import { Room } from './room.ts'
import { WorkerdRooms } from './workerd-rooms.ts'

/** A runtime that dials in its own way. */
export interface DialRuntime {
  readonly name: string
  /** The program, which another platform may lack. */
  readonly path: string
  /** @param folder where it may make folders, outside of the repository. */
  readonly start: (folder: string) => Promise<DialRoom>
}

/** One process for all certificates: it takes them in its options. */
function byOptions(name: string, command: string, file: string): DialRuntime {
  const [path = '', ...args] = commands[command] ?? []
  const program = fileURLToPath(new URL(`programs/${file}`, import.meta.url))
  return {
    name,
    path,
    async start() {
      const room = await Room.start([path, ...args, program], root)
      return {
        run: ({ options, ...job }, certificates) =>
          room.run({ ...job, options: { ...(certificates && { tls: certificates }), ...options } }),
        [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
      }
    },
  }
}

export const dialRuntimes: Readonly<Record<'node' | 'deno' | 'bun' | 'workerd', DialRuntime>> = {
  node: byOptions('Node', 'Node 24', 'node.ts'),
  deno: byOptions('Deno', 'Deno', 'deno.ts'),
  bun: byOptions('Bun', 'Bun', 'node.ts'),
  workerd: { name: 'workerd', path: programs.workerd, start: (folder) => WorkerdRooms.make(folder) },
}
