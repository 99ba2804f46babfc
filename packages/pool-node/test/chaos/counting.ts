import { type Cable, type CableOptions, makeCable } from '@wsrpc/contract-tests/bad-cable'
import { expect } from 'vitest'
import { Provider } from '@wsrpc/provider'
import { Pool, type PoolOptions } from '../../src/index.ts'
import { loopback } from '../support/pools.ts'

export interface Chaos {
  readonly cable: CableOptions
  readonly heartbeat: NonNullable<PoolOptions['heartbeat']>
  /** What happens to the cable, … */
  readonly harm: (cable: Cable) => void
  /** … and how often, in ms. */
  readonly every: number
}

const total = 1000
/** Their starts are spread over so many ms. */
const spread = 20_000
/** Longest work of a call, in ms. */
const longest = 300

/**
 * Calls with a side effect over a connection that breaks all the time. None is marked idempotent, and each has to be
 * answered all the same, and to have run once: what resume is for.
 *
 * @returns how often the connection came back.
 */
export async function countThrough({ cable: options, heartbeat, harm, every }: Chaos): Promise<number> {
  await using pool = new Pool({ heartbeat })
  pool.bind('/pool')
  const { port } = await pool.listen(loopback)
  await using cable = await makeCable(port, options)
  await using provider = new Provider()
  const ran = new Map<number, number>()
  provider.register('Count', {
    add: (n: number, work: number) =>
      new Promise<number>((resolve) => {
        ran.set(n, (ran.get(n) ?? 0) + 1)
        setTimeout(resolve, work, n)
      }),
  })
  const events = { resumes: 0, anew: 0, interrupted: 0, expired: 0 }
  pool.on('connect', (_, { resumed }) => void events[resumed ? 'resumes' : 'anew']++)
  pool.on('disconnect', (_, { resumable }) => void events[resumable ? 'interrupted' : 'expired']++)
  const connection = provider.connect(`ws://127.0.0.1:${cable.port}/pool`, { backoff: { min: 5, max: 50 } })
  connection.on('error', () => {}) // dials that are cut in their middle
  await connection.ready

  const harming = setInterval(() => harm(cable), every)
  try {
    const answers = await Promise.all(
      Array.from({ length: total }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, (n * spread) / total))
        return pool.call<number>('Count.add', [n, (n * 7919) % (longest + 1)])
      }),
    )
    expect(answers).toEqual(Array.from({ length: total }, (_, n) => n))
  } finally {
    clearInterval(harming)
  }
  expect(ran.size).toBe(total)
  expect([...ran.values()].filter((times) => times !== 1)).toEqual([])
  expect(events).toMatchObject({ anew: 1, expired: 0 })
  console.log(`${events.resumes} resumes`)
  expect(pool.stats()).toMatchObject({ open: 0, inFlight: 0, lost: 0, retries: 0, succeeded: total })
  return events.resumes
}
