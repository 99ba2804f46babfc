/** What the bench and its processes tell each other: an order, and its answer. Times are in ms, sizes in bytes. */

import type { Place } from './contender.ts'
import type { Shares } from './parts/places.ts'
import type { Work } from './work.ts'

/** Loops that call one after the other. */
export interface LoopJob {
  readonly work: Work
  /** Of `bytes` the size, of `items` how many. */
  readonly amount: number
  /** How many loops. */
  readonly inFlight: number
  /** For how long. */
  readonly ms: number
}

export interface LoopResult {
  readonly calls: number
  readonly seconds: number
}

/** Small calls that begin when they are due, whether or not the ones before have come back. */
export interface RateJob {
  /** Calls a second. */
  readonly rate: number
  readonly ms: number
}

/** From the moment that a call was due to its answer, in ms. */
export interface Latencies {
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

export interface Memory {
  readonly rss: number
  /** The heap after a GC, and what is outside of it for its objects. */
  readonly heap: number
}

/** By kind: what goes in, and what comes back. */
export interface Orders {
  readonly open: { readonly in: Place; readonly out: { readonly at: string } }
  /** Waits until all clients are there. `ms`: how long that took, counted from `open`. */
  readonly ready: { readonly in: null; readonly out: { readonly ms: number } }
  /** Calls once and looks at the answer. */
  readonly verify: { readonly in: { readonly work: Work; readonly amount: number }; readonly out: null }
  readonly loop: { readonly in: LoopJob; readonly out: LoopResult }
  readonly rate: { readonly in: RateJob; readonly out: Latencies }
  /** Makes calls and does not wait for them. `ms`: until all were taken. */
  readonly pile: { readonly in: { readonly calls: number }; readonly out: { readonly ms: number } }
  /** Waits for the calls of `pile`. `ms`: since the first client was there. */
  readonly drained: { readonly in: null; readonly out: { readonly ms: number } }
  /** CPU time so far, user and system, in µs. */
  readonly cpu: { readonly in: null; readonly out: number }
  /** The same, of the main thread alone. */
  readonly mainCpu: { readonly in: null; readonly out: number }
  readonly memory: { readonly in: null; readonly out: Memory }
  /** Begins a CPU profile. `interval`: how often it looks, in µs. */
  readonly profile: { readonly in: { readonly interval: number }; readonly out: null }
  /** Ends it, and tells where the time of the main thread went. */
  readonly profiled: { readonly in: null; readonly out: Shares }
  /** The p99.9 of how late the event loop was since `open`, in ms. */
  readonly delay: { readonly in: null; readonly out: number }
  readonly lost: { readonly in: null; readonly out: number }
}

export type Kind = keyof Orders

export interface Order<K extends Kind = Kind> {
  readonly id: number
  readonly kind: K
  readonly input: Orders[K]['in']
}

export type Answer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: string }

/** What a process can do: some kinds of orders. */
export type Duties = { readonly [K in Kind]?: (input: Orders[K]['in']) => Promise<Orders[K]['out']> }
