import type { Plan } from '../plan.ts'
import type { Row } from '../row.ts'
import { loopRate } from './loop-rate.ts'

/** Binary results, by size. */
export function results(plan: Plan): Row[] {
  return plan.results.map(({ bytes, inFlight }) => ({
    name: `result-${sizeOf(bytes).replace(' ', '')}`,
    title: `binary results of ${sizeOf(bytes)}, ${inFlight} in flight`,
    ability: 'bytes',
    figures: [{ name: '', unit: 'calls/s', better: 'more' }],
    clients: 1,
    rounds: plan.rounds,
    warmUps: plan.warmUps,
    measure: async (lab) => {
      const { caller } = await lab.pair('bytes')
      return [await loopRate(caller, { work: 'bytes', amount: bytes, inFlight, ms: plan.round })]
    },
  }))
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / 1024 / 1024} MiB`
}
