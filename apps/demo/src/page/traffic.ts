import type { TrafficPoint } from './news.ts'

/** Seconds that the chart shows. */
export const span = 60

/** Most answer times of a second that are kept: more say nothing new of its percentiles. */
const mostSamples = 2000

/** Counts calls by the second. Pure: it is told when one has ended. */
export class Traffic {
  #points: TrafficPoint[] = []
  #times: number[] = []
  #calls = 0
  /** Not by a clock: a timer that drifts would leave one of its seconds out now and then. */
  #seconds = 0

  /** A call was answered, so many ms after it was sent. */
  answered(ms: number): void {
    this.#calls++
    if (this.#times.length < mostSamples) this.#times.push(ms)
  }

  /** A second has ended. @returns the last minute, oldest first. */
  endSecond(): readonly TrafficPoint[] {
    const at = ++this.#seconds
    const times = this.#times.sort((a, b) => a - b)
    const point = { at, calls: this.#calls, p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
    this.#points = [...this.#points, point].slice(-span)
    this.#times = []
    this.#calls = 0
    return this.#points
  }
}

/** The value that a part `q` of all is not above (nearest rank); 0 when there are none. @param sorted in rising order. */
export function percentile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}
