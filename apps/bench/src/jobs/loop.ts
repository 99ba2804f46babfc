import type { LoopResult } from '../orders.ts'

/**
 * A closed loop: so many loops, each of which awaits its own promise before it calls again. It is the same code for all
 * that run on Node.
 *
 * @param call makes one call.
 * @param inFlight how many loops.
 * @param ms for how long new calls are made; the time that counts goes on until the last has come back.
 */
export async function loop(call: () => Promise<unknown>, inFlight: number, ms: number): Promise<LoopResult> {
  let calls = 0
  let running = true
  const run = async (): Promise<void> => {
    while (running) {
      await call()
      calls++
    }
  }
  // A flag, and not the clock: reading that for each call would cost some of them a tenth of their time.
  setTimeout(() => (running = false), ms)
  const began = performance.now()
  await Promise.all(Array.from({ length: inFlight }, run))
  return { calls, seconds: (performance.now() - began) / 1000 }
}
