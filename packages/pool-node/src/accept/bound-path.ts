import type { Dialect, Registry } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { JoinOptions } from '../options.ts'

/** A path as the door sees it: who may come in, in which dialect, and what they may call here. */
export interface BoundPath {
  readonly path: string
  readonly binding: Binding
  readonly dialect: Dialect
  readonly join: JoinOptions
  /** What providers may call; `undefined`: nothing. */
  readonly callbacks: Registry | undefined
}
