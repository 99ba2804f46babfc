import type { House } from './house.ts'
import type { OpenPool } from './open-pool.ts'

/** What was asked for. The tests of this repository are trusted with it. */
// oxlint-disable-next-line no-explicit-any
export type Args = Readonly<Record<string, any>>

/** One command. What it returns is written as JSON. */
export type Run = (args: Args, house: House) => unknown

/** Commands by name. */
export type Commands = Readonly<Record<string, Run>>

/** A command about one pool. */
export function onPool(run: (open: OpenPool, args: Args) => unknown): Run {
  return (args, house) => run(house.pools.get(args['pool']), args)
}
