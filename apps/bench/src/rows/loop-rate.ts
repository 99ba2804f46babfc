import type { LoopJob } from '../orders.ts'
import type { Worker } from '../processes/worker.ts'

/** Calls a second of a closed loop. */
export async function loopRate(caller: Worker, job: LoopJob): Promise<number> {
  const { calls, seconds } = await caller.ask('loop', job)
  return calls / seconds
}
