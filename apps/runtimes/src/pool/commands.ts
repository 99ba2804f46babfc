import type { Commands } from './command.ts'
import { calls } from './commands/calls.ts'
import { looking } from './commands/looking.ts'
import { network } from './commands/network.ts'
import { opening } from './commands/opening.ts'
import { streams } from './commands/streams.ts'
import { values } from './commands/values.ts'

/** All that the rooms may ask of the pool's process. */
export const commands: Commands = { ...opening, ...calls, ...streams, ...values, ...network, ...looking }
