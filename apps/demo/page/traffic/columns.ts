/** Points as a chart wants them: a column for each line. Pure. */

import { span } from '../../src/page/traffic.ts'
import type { TrafficPoint } from '../../src/page/news.ts'

export interface Columns {
  readonly at: number[]
  readonly calls: number[]
  /** `null`: nothing was answered then, so nothing took any time. */
  readonly p50: (number | null)[]
  readonly p99: (number | null)[]
}

/** Always a whole minute: what was before the first point is left empty. */
export function columnsOf(points: readonly TrafficPoint[]): Columns {
  const end = points.at(-1)?.at ?? 0
  const known = new Map(points.map((point) => [point.at, point]))
  const at = Array.from({ length: span }, (_second, index) => end - span + 1 + index)
  const found = at.map((second) => known.get(second))
  return {
    at,
    calls: found.map((point) => point?.calls ?? 0),
    p50: found.map((point) => timeOf(point, 'p50')),
    p99: found.map((point) => timeOf(point, 'p99')),
  }
}

function timeOf(point: TrafficPoint | undefined, which: 'p50' | 'p99'): number | null {
  return point === undefined || point.calls === 0 ? null : point[which]
}

/** The newest second, in words. */
export function nowWords(points: readonly TrafficPoint[]): string {
  const last = points.at(-1)
  if (last === undefined || last.calls === 0) return 'no calls just now'
  return `${last.calls} calls/s · p50 ${last.p50.toFixed(0)} ms · p99 ${last.p99.toFixed(0)} ms`
}
