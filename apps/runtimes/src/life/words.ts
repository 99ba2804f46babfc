import type { CallOptions, PoolOptions } from '@wsrpc/pool-node'

/** How a page is asked to behave: in its query. */
export interface Wish {
  /** The provider's name. */
  readonly name: string
  readonly exclusive?: boolean
  readonly whenHidden?: 'away' | 'serve'
  /** The URL comes from a function, so that nobody can know before that the pool is on this machine. */
  readonly asksForUrl?: boolean
  /** Its own watchdog: milliseconds between looks. Default: as the pool announces. */
  readonly watchdog?: number
}

/** What a page lets its test see and do, as `globalThis.tab`. */
export interface Seen {
  /** The numbers of the tiles that were begun, in order. */
  readonly begun: number[]
  /** What the connection and the life told, in order. */
  readonly told: string[]
  /** Ends the tile of that number. */
  finish(n: number): void
  readonly state: string
  readonly life: string
}

/** A tile, as a page computes it. */
export interface Tile {
  readonly n: number
  readonly by: string
}

/** What the pool's process is started with. */
export interface Opening {
  readonly options?: PoolOptions
}

/** One line of the pool's `connections`. */
export interface Line {
  readonly id: string
  readonly name: string | undefined
  readonly paused: boolean
  readonly draining: boolean
  readonly interrupted: boolean
  readonly resumes: number
}

/** What may be asked of the pool's process. */
export interface Commands {
  call(method: string, params: readonly unknown[], options?: CallOptions): Promise<unknown>
  connections(): Line[]
}

/** A question, and its answer. */
export interface Question {
  readonly id: number
  readonly name: keyof Commands
  readonly args: readonly unknown[]
}
export interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly fault?: string
}
