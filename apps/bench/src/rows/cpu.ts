import type { Plan } from '../plan.ts'
import type { Row } from '../row.ts'

/** CPU time of a small call at both ends, user and system, of all threads. */
export function cpu(plan: Plan): Row[] {
  const job = { work: 'echo', amount: 0, inFlight: plan.cpuInFlight, ms: plan.round } as const
  return [
    {
      name: 'cpu',
      title: `CPU time of a small call, ${plan.cpuInFlight} in flight`,
      ability: 'cpu',
      figures: [
        { name: 'caller', unit: 'µs', better: 'less' },
        { name: 'callee', unit: 'µs', better: 'less' },
      ],
      clients: 1,
      rounds: plan.rounds,
      warmUps: plan.warmUps,
      measure: async (lab) => {
        const { caller, callee } = await lab.pair('echo')
        const ends = [caller, callee]
        const before = await Promise.all(ends.map((end) => end.ask('cpu', null)))
        const { calls } = await caller.ask('loop', job)
        const after = await Promise.all(ends.map((end) => end.ask('cpu', null)))
        return after.map((time, index) => (time - (before[index] as number)) / calls)
      },
    },
  ]
}
