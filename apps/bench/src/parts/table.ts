/** What a call's CPU time is split into: data. */

import { eventLoop } from './places.ts'

/** The place of what the main thread has not spent: helpers of the garbage collector, and the compiler. */
export const otherThreads = '(other threads)'

export interface Part {
  readonly name: string
  /** How the places begin that belong to it: those of places.ts. */
  readonly places: readonly string[]
}

/** A place belongs to the first that it fits, so what is narrower stands above. */
export const parts: readonly Part[] = [
  { name: 'codec', places: ['core/codec/'] },
  { name: 'dialect', places: ['core/dialect/'] },
  { name: 'peer', places: ['core/peer/'] },
  { name: 'framing', places: ['core/framing/', 'core/link/ws.'] },
  { name: 'link', places: ['core/link/'] },
  { name: 'stream', places: ['core/stream/'] },
  { name: 'service', places: ['core/service/'] },
  { name: 'core, the rest', places: ['core/'] },
  { name: 'dispatch', places: ['pool-node/dispatch/', 'pool-node/balancers/'] },
  { name: 'roster', places: ['pool-node/roster/'] },
  { name: 'protection', places: ['pool-node/protection/'] },
  { name: 'stats', places: ['pool-node/stats/'] },
  { name: 'pool, the rest', places: ['pool-node/'] },
  { name: 'provider', places: ['provider/'] },
  { name: '`ws`', places: ['npm/ws/'] },
  { name: 'other packages', places: ['npm/'] },
  { name: "Node's own JavaScript", places: ['node:'] },
  { name: 'the write to the socket', places: ['native/write'] },
  { name: 'the read, and the wait for it', places: [eventLoop] },
  { name: 'microtasks, and what is no JavaScript', places: ['native/', '(program)'] },
  { name: 'garbage collector', places: ['(garbage collector)'] },
  { name: 'other threads', places: [otherThreads] },
  { name: "the bench's loop and handler", places: ['bench/'] },
  { name: 'anything else', places: [''] },
]

/** The part that a place belongs to. */
export function partOf(place: string): string {
  const part = parts.find(({ places }) => places.some((beginning) => place.startsWith(beginning)))
  return (part as Part).name
}
