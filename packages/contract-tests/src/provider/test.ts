import type { World } from './world.ts'

/** Holds a provider to one promise, in the runtime that it runs in. */
export type Test = (world: World) => Promise<void>

/** Tests by name. */
export type Group = Readonly<Record<string, Test>>
