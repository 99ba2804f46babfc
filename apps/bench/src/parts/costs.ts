import type { Shares } from './places.ts'
import { otherThreads, partOf } from './table.ts'

/** What one part costs a call at either end: µs of CPU time. */
export interface Cost {
  readonly part: string
  readonly caller: number
  readonly callee: number
}

/** What a call costs, part by part. */
export interface Costs {
  readonly contender: string
  /** Calls in flight. */
  readonly inFlight: number
  /** The dearest first. */
  readonly parts: readonly Cost[]
}

/** What was found at one end. */
export interface EndCost {
  /** CPU time of a call, in µs: of all threads, and of the main one alone. */
  readonly cpu: number
  readonly main: number
  /** Where that of the main thread went. */
  readonly shares: Shares
}

/** Both ends, part by part. The parts of an end are its CPU time of a call. */
export function costs(caller: EndCost, callee: EndCost): Cost[] {
  const [here, there] = [timesOf(caller), timesOf(callee)]
  const names = [...new Set([...here.keys(), ...there.keys()])]
  return names
    .map((part) => ({ part, caller: here.get(part) ?? 0, callee: there.get(part) ?? 0 }))
    .toSorted((one, other) => total(other) - total(one))
}

function timesOf({ cpu, main, shares }: EndCost): Map<string, number> {
  const times = new Map<string, number>()
  for (const [place, share] of [...Object.entries(shares), [otherThreads, cpu / main - 1] as const]) {
    const part = partOf(place)
    times.set(part, (times.get(part) ?? 0) + main * share)
  }
  return times
}

/** Both ends of it, in µs. */
export function total({ caller, callee }: Cost): number {
  return caller + callee
}
