import type { Plan } from '../plan.ts'
import type { Row } from '../row.ts'
import { loopRate } from './loop-rate.ts'

/** The same small param there and back, by how many calls are in flight. */
export function smallCalls(plan: Plan): Row[] {
  return plan.inFlight.map((inFlight) => ({
    name: `calls-${inFlight}`,
    title: `small calls, ${inFlight} in flight`,
    ability: 'calls',
    figures: [{ name: '', unit: 'calls/s', better: 'more' }],
    clients: 1,
    rounds: plan.rounds,
    warmUps: plan.warmUps,
    measure: async (lab) => {
      const { caller } = await lab.pair('echo')
      return [await loopRate(caller, { work: 'echo', amount: 0, inFlight, ms: plan.round })]
    },
  }))
}
