/** What the test and its two programs tell each other over IPC. Sizes are in bytes. */

/** The memory of a process, right after a forced GC. */
export interface Report {
  readonly kind: 'report'
  /** How much of the file it had read, or taken. 0: it begins. */
  readonly at: number
  /** The heap, and what is outside of it for its objects: ArrayBuffers above all. */
  readonly memory: number
  readonly rss: number
  /** The most that RSS was since the beginning. */
  readonly peak: number
}

/** What the pool is asked to do. */
export interface Order {
  readonly kind: 'read' | 'readSlowly'
  readonly path: string
}

/** The pool has read the file to its end. */
export interface WholeReading {
  readonly kind: 'read'
  readonly sha256: string
  readonly seconds: number
}

/** The pool has read the file slowly, and stopped. */
export interface SlowReading {
  readonly kind: 'readSlowly'
  readonly taken: number
  readonly seconds: number
  /** The most that the provider had read of the file, and the pool not taken, while it read on. */
  readonly mostAhead: number
  /** What the provider had read of the file after the stop: when nothing was on its way, and some time later. */
  readonly stopped: readonly [number, number]
}

export type FromPool =
  | { readonly kind: 'listening'; readonly url: string }
  | Report
  | WholeReading
  | SlowReading

/** `closed`: the file, at its end or because nobody wants more of it. */
export type FromProvider = { readonly kind: 'serving' | 'closed' } | Report

/** So much is read from one forced GC to the next. */
export const stretch: number = 16 * 1024 * 1024
