import type { Contender } from '../contender.ts'
import { median } from '../figures/statistics.ts'
import { Pairs } from '../lab.ts'
import type { LoopJob } from '../orders.ts'
import type { Plan } from '../plan.ts'
import type { Pair } from '../processes/pair.ts'
import type { Worker } from '../processes/worker.ts'
import { type Cost, type Costs, costs, type EndCost } from './costs.ts'

/** How often a profile looks, in µs. */
const interval = 200

/**
 * What a small call costs, part by part, by how many are in flight.
 *
 * @throws TypeError when it does not run on Node: it has no profile then.
 */
export async function measureParts(
  plan: Plan,
  contender: Contender,
  progress: (words: string) => void,
): Promise<Costs[]> {
  if (contender.program !== undefined) {
    throw new TypeError(`'${contender.name}' has no parts that can be told: its ends are no Node programs.`)
  }
  const pairs = new Pairs(plan.warmUp)
  const found: Costs[] = []
  try {
    const pair = await pairs.get(contender, 'echo')
    for (const inFlight of plan.partsInFlight) {
      progress(`parts-${inFlight}: ${contender.name}`)
      const job = { work: 'echo', amount: 0, inFlight, ms: plan.round } as const
      found.push({ contender: contender.name, inFlight, parts: await ofJob(pair, job, plan.rounds) })
    }
  } finally {
    await pairs.close()
  }
  return found
}

/** The time is of rounds without a profile, which slows down what it looks at. Where it goes is of a job as long, with one. */
async function ofJob(pair: Pair, job: LoopJob, rounds: number): Promise<Cost[]> {
  const ends = [pair.caller, pair.callee] as const
  await pair.caller.ask('loop', job)
  const times: (readonly Time[])[] = []
  for (let n = 0; n < rounds; n++) times.push(await timesOfCall(ends, pair.caller, job))

  for (const end of ends) await end.ask('profile', { interval })
  await pair.caller.ask('loop', { ...job, ms: job.ms * rounds })
  const [caller, callee] = (await Promise.all(
    ends.map(async (end, index): Promise<EndCost> => {
      const own = times.map((round) => round[index] as Time)
      return {
        cpu: median(own.map(({ cpu }) => cpu)),
        main: median(own.map(({ main }) => main)),
        shares: await end.ask('profiled', null),
      }
    }),
  )) as [EndCost, EndCost]
  return costs(caller, callee)
}

/** CPU time in µs: of all threads, and of the main one alone. */
type Time = Pick<EndCost, 'cpu' | 'main'>

/** Of each end, for one call. */
async function timesOfCall(ends: readonly Worker[], caller: Worker, job: LoopJob): Promise<Time[]> {
  const before = await Promise.all(ends.map(timeOf))
  const { calls } = await caller.ask('loop', job)
  const after = await Promise.all(ends.map(timeOf))
  return after.map(({ cpu, main }, index) => {
    const then = before[index] as Time
    return { cpu: (cpu - then.cpu) / calls, main: (main - then.main) / calls }
  })
}

async function timeOf(end: Worker): Promise<Time> {
  return { cpu: await end.ask('cpu', null), main: await end.ask('mainCpu', null) }
}
