import type { Plan } from '../plan.ts'
import { Pair } from '../processes/pair.ts'
import type { Row } from '../row.ts'

/** A pool's process is killed, and a new one listens where it was: until all providers are back. */
export function restart(plan: Plan): Row[] {
  const clients = plan.manyProviders
  return [
    {
      name: 'restart',
      title: `${clients.toLocaleString('en')} providers back after the pool was killed and started again`,
      ability: 'restart',
      figures: [
        { name: 'all are back', unit: 'ms', better: 'less' },
        { name: 'event loop delay p99.9', unit: 'ms', better: 'less' },
        { name: 'gave up for good', unit: 'providers', better: 'less' },
      ],
      clients: 0,
      rounds: plan.largeRounds,
      warmUps: 0,
      measure: async ({ contender }) => {
        const pair = await Pair.open(contender, clients)
        try {
          await pair.restartCaller()
          const { ms } = await pair.caller.ask('ready', null)
          const delay = await pair.caller.ask('delay', null)
          return [ms, delay, await pair.callee.ask('lost', null)]
        } finally {
          await pair.close()
        }
      },
    },
  ]
}
