import { median } from '../figures/statistics.ts'
import type { Latencies } from '../orders.ts'
import type { Plan } from '../plan.ts'
import type { Pair } from '../processes/pair.ts'
import type { Figure, Row } from '../row.ts'
import { loopRate } from './loop-rate.ts'

const own = { unit: 'ms', better: 'less', ownLoad: true } as const
const atOwnRate = (name: string): Figure => ({ ...own, name, subjectIn: subjects(name) })
const subjects = (name: string): string => `wsrpc ${name} at that rate`
const names = ['p50', 'p99', 'p99.9']

/** How often the saturating rate is measured before it is halved. */
const times = 3

/**
 * Latency at half of the rate that a contender can do, in an open loop; and wsrpc's at the same rate, since half of what is
 * slow is little.
 */
export function atHalfRate(plan: Plan): Row[] {
  const at = async ({ caller }: Pair, rate: number): Promise<number[]> => {
    const { p50, p99, p999 }: Latencies = await caller.ask('rate', { rate, ms: plan.rateRound })
    return [p50, p99, p999]
  }
  const job = { work: 'echo', amount: 0, inFlight: plan.saturating, ms: plan.round } as const
  return [
    {
      name: 'latency',
      title: `latency at half of a contender's own rate with ${plan.saturating} in flight, from when a call was due`,
      ability: 'rate',
      figures: [
        { name: 'that rate', unit: 'calls/s', better: 'more', ownLoad: true },
        ...names.map(atOwnRate),
        ...names.map((name): Figure => ({ ...own, name: subjects(name) })),
      ],
      clients: 1,
      rounds: plan.rounds,
      warmUps: plan.warmUps,
      measure: async (lab) => {
        const pair = await lab.pair('echo')
        const rate = await lab.once(async () => {
          const rates: number[] = []
          for (let n = 0; n < times; n++) rates.push(await loopRate(pair.caller, job))
          return median(rates) / 2
        })
        const latencies = await at(pair, rate)
        const subject = await lab.subject('echo')
        const its = subject === undefined ? [undefined, undefined, undefined] : await at(subject, rate)
        return [rate, ...latencies, ...its]
      },
    },
  ]
}
