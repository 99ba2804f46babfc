import type { Plan } from '../plan.ts'
import { Pair } from '../processes/pair.ts'
import type { Row } from '../row.ts'

/** Calls that are made before any provider is there, and what happens when one comes. */
export function waiting(plan: Plan): Row[] {
  const calls = plan.waiting
  return [
    {
      name: 'waiting',
      title: `${calls.toLocaleString('en')} calls that wait for their first provider`,
      ability: 'waiting',
      figures: [
        { name: 'to take one', unit: 'µs', better: 'less' },
        { name: 'RSS of one', unit: 'kB', better: 'less' },
        { name: 'heap of one', unit: 'kB', better: 'less' },
        { name: 'all answered, once it is there', unit: 'ms', better: 'less' },
      ],
      clients: 0,
      rounds: plan.largeRounds,
      warmUps: 0,
      measure: async ({ contender }) => {
        const pair = await Pair.begin(contender, 1)
        try {
          const before = await pair.caller.ask('memory', null)
          const taken = await pair.caller.ask('pile', { calls })
          const after = await pair.caller.ask('memory', null)
          // It is asked before the provider comes, so that it can't miss that moment.
          const drained = pair.caller.ask('drained', null)
          await pair.join()
          const each = (bytes: number): number => bytes / calls / 1000
          return [
            (taken.ms * 1000) / calls,
            each(after.rss - before.rss),
            each(after.heap - before.heap),
            (await drained).ms,
          ]
        } finally {
          await pair.close()
        }
      },
    },
  ]
}
