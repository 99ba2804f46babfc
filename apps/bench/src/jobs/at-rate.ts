import { percentile } from '../figures/statistics.ts'
import type { Latencies, RateJob } from '../orders.ts'

/** Calls that wait for their answer at most; past it the contender can't hold the rate, and more would only fill memory. */
const mostBehind = 200_000

/**
 * An open loop: each call has its due time, and its latency counts from then, also when it could only begin later. A loop
 * that waits for its answers would leave out just the calls that a stall had delayed (Gil Tene calls that coordinated
 * omission: https://www.infoq.com/presentations/latency-response-time/).
 *
 * @throws Error when calls pile up: the rate is more than the contender can do.
 */
export async function atRate(call: () => Promise<unknown>, { rate, ms }: RateJob): Promise<Latencies> {
  const total = Math.max(1, Math.floor((rate * ms) / 1000))
  const latencies = new Float64Array(total)
  const apart = 1000 / rate
  const began = performance.now()
  let begun = 0
  let done = 0

  const one = async (index: number): Promise<void> => {
    await call()
    latencies[index] = performance.now() - (began + index * apart)
    done++
  }
  const all: Promise<void>[] = []
  while (begun < total) {
    const now = performance.now() - began
    while (begun < total && begun * apart <= now) all.push(one(begun++))
    if (begun - done > mostBehind) {
      await Promise.all(all)
      throw new Error(`${Math.round(rate)} calls a second are more than it can do: ${mostBehind} were behind`)
    }
    // A timer would come up to a ms late, and so would all calls. This spins, and reads the sockets at each turn.
    await new Promise(setImmediate)
  }
  await Promise.all(all)
  latencies.sort()
  const at = (part: number): number => percentile(latencies, part)
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) }
}
