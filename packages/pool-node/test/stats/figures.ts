import { type BindingStats, collectStats, type PoolStats } from '../../src/pool-stats.ts'
import type { Binding } from '../../src/roster/binding.ts'
import type { CallStats, Failures } from '../../src/stats/tally.ts'
import type { Reception } from '../../src/accept/reception.ts'
import type { Office } from '../dispatch/office.ts'

const counts = { late: 0, badNotifies: 0, ignored: 0, bytesReceived: 0, bytesSent: 0 }
const nobody = { handshakes: 0, serving: 0, streams: 0, resumes: 0, counts } as Reception

/** As `pool.stats()`, of an office and its paths. */
export function figures(office: Office, ...bindings: readonly Binding[]): PoolStats {
  const paths = bindings.map((binding) => {
    const { tallies, guard } = office.desk(binding)
    return { binding, tallies, budget: guard.budget, queue: office.dispatch.queue(binding) }
  })
  const { roster, attempts, clock } = office
  return collectStats({ roster, reception: nobody, paths, open: attempts.open, judging: 0, now: clock.now() })
}

/** Of one path. */
export function path(office: Office, binding: Binding): BindingStats {
  return figures(office, binding).bindings[binding.policy.path] as BindingStats
}

/** How many failed, whatever their code. */
export function failures(failed: Failures): number {
  return Object.values(failed)
    .flatMap((byExecution) => Object.values(byExecution))
    .reduce((sum, count) => sum + count, 0)
}

/** What must be the sum of what its parts have. */
export function totals({
  inFlight,
  succeeded,
  failed,
  retries,
  hedges,
  refused,
  lost,
  latency,
  answers,
}: CallStats): object {
  const sums = {
    latencies: latency.count,
    spent: Math.round(latency.count * latency.mean),
    answers: answers.count,
  }
  return { inFlight, succeeded, retries, hedges, refused, lost, failures: failures(failed), ...sums }
}

/** The same of several together. */
export function sumOf(all: readonly CallStats[]): object {
  const sum: Record<string, number> = {}
  for (const one of all) {
    for (const [name, count] of Object.entries(totals(one))) sum[name] = (sum[name] ?? 0) + (count as number)
  }
  return sum
}
