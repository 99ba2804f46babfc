import type { Plan } from '../plan.ts'
import type { Row } from '../row.ts'
import { loopRate } from './loop-rate.ts'

/** Small calls that are spread over connected providers, by how many there are. */
export function providers(plan: Plan): Row[] {
  const inFlight = plan.providersInFlight
  return plan.providers.map((clients) => ({
    name: `providers-${clients}`,
    title: `small calls over ${clients.toLocaleString('en')} connected ${clients === 1 ? 'provider' : 'providers'}, ${inFlight} in flight`,
    ability: 'providers',
    figures: [{ name: '', unit: 'calls/s', better: 'more' }],
    clients,
    rounds: plan.rounds,
    warmUps: plan.warmUps,
    measure: async (lab) => {
      const { caller } = await lab.pair('echo')
      return [await loopRate(caller, { work: 'echo', amount: 0, inFlight, ms: plan.round })]
    },
  }))
}
