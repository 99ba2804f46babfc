import type { Plan } from '../plan.ts'
import { Pair } from '../processes/pair.ts'
import type { Row } from '../row.ts'

/** What an idle provider costs the process that it dialled. */
export function memory(plan: Plan): Row[] {
  const clients = plan.manyProviders
  return [
    {
      name: 'memory',
      title: `memory of an idle provider, of ${clients.toLocaleString('en')}, in the pool's process`,
      ability: 'memory',
      figures: [
        { name: 'RSS', unit: 'kB', better: 'less' },
        { name: 'heap', unit: 'kB', better: 'less' },
      ],
      clients: 0,
      rounds: plan.largeRounds,
      warmUps: 0,
      measure: async ({ contender }) => {
        const pair = await Pair.begin(contender, clients)
        try {
          const before = await pair.caller.ask('memory', null)
          await pair.join()
          await pair.caller.ask('ready', null)
          const after = await pair.caller.ask('memory', null)
          const each = (bytes: number): number => bytes / clients / 1000
          return [each(after.rss - before.rss), each(after.heap - before.heap)]
        } finally {
          await pair.close()
        }
      },
    },
  ]
}
