import type { Dialect, Registry } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { JoinOptions } from '../options.ts'

/** What is taken for granted of those who can't say it, since their dialect has no handshake. */
export interface Unasked {
  /** The services that the path is for; none: whatever it takes. */
  readonly services: readonly string[]
  /** Most calls at once. */
  readonly concurrency: number
}

/** A path as the door sees it: who may come in, in which dialects, and what they may call here. */
export interface BoundPath {
  readonly path: string
  readonly binding: Binding
  /** Best first. At most one of them is spoken without a subprotocol. */
  readonly dialects: readonly Dialect[]
  readonly unasked: Unasked
  readonly join: JoinOptions
  /** What providers may call; `undefined`: nothing. */
  readonly callbacks: Registry | undefined
}
