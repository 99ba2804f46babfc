/** The end that calls, in a process of its own. Started with the contender's folder. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Caller, OpenCaller } from '../contender.ts'
import { atRate } from '../jobs/at-rate.ts'
import { loop } from '../jobs/loop.ts'
import { Pile } from '../jobs/pile.ts'
import { isRight, param, type Work } from '../work.ts'
import { selfDuties } from './duties.ts'
import { serve } from './serve.ts'

const [folder = ''] = process.argv.slice(2)
const { open } = (await import(`../contenders/${folder}/caller.ts`)) as { readonly open: OpenCaller }
const pile = new Pile()
let caller: Caller | undefined
let opened = 0
let late: ReturnType<typeof monitorEventLoopDelay> | undefined

function theCaller(): Caller {
  if (caller === undefined) throw new Error("the order 'open' comes first")
  return caller
}

/** One call of a kind, ready to be made again and again. */
const kinds: Readonly<Record<Work, (it: Caller, amount: number) => () => Promise<unknown>>> = {
  echo: (it) => () => it.echo(param),
  bytes: (it, size) => () => it.bytes(size),
  items: (it, count) => () => {
    if (it.items === undefined) throw new Error(`${folder} has no streams: cannot.ts should say so`)
    return it.items(count)
  },
}

function callOf(work: Work, amount: number): () => Promise<unknown> {
  return kinds[work](theCaller(), amount)
}

/** @throws Error when the answer is not what the handler gave. */
async function verify(work: Work, amount: number): Promise<void> {
  const answer = await callOf(work, amount)()
  if (!isRight[work](answer, amount)) throw new Error(`${folder} answered ${work} wrong: ${String(answer)}`)
}

serve({
  ...selfDuties,
  open: async (place) => {
    late = monitorEventLoopDelay({ resolution: 1 })
    late.enable()
    caller = await open(place)
    opened = performance.now()
    return { at: caller.at }
  },
  ready: async () => {
    await theCaller().ready
    late?.disable()
    return { ms: performance.now() - opened }
  },
  verify: async ({ work, amount }) => {
    await verify(work, amount)
    return null
  },
  loop: async ({ work, amount, inFlight, ms }) => {
    const result = await loop(callOf(work, amount), inFlight, ms)
    // Not at each call, which would be measured too.
    await verify(work, amount)
    return result
  },
  rate: (job) => atRate(callOf('echo', 0), job),
  pile: async ({ calls }) => ({ ms: pile.add(callOf('echo', 0), calls) }),
  drained: async () => {
    await theCaller().ready
    const began = performance.now()
    await pile.drained()
    return { ms: performance.now() - began }
  },
  delay: async () => (late?.percentile(99.9) ?? 0) / 1e6,
})
