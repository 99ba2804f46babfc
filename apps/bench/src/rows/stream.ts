import type { Plan } from '../plan.ts'
import type { Row } from '../row.ts'
import { loopRate } from './loop-rate.ts'

/** Streams, one after the other, read to their end. */
export function stream(plan: Plan): Row[] {
  const { streamItems } = plan
  return [
    {
      name: 'stream',
      title: `items of 1 KiB in a stream of ${streamItems}, one stream after the other`,
      ability: 'streams',
      figures: [{ name: '', unit: 'items/s', better: 'more' }],
      clients: 1,
      rounds: plan.rounds,
      warmUps: plan.warmUps,
      measure: async (lab) => {
        const { caller } = await lab.pair('items')
        const job = { work: 'items', amount: streamItems, inFlight: 1, ms: plan.round } as const
        return [streamItems * (await loopRate(caller, job))]
      },
    },
  ]
}
