import { setTimeout as sleep } from 'node:timers/promises'
import type { Duties, Memory } from '../orders.ts'
import { startProfile, stopProfile } from '../parts/profiler.ts'

declare const gc: () => void

/** The duties of both ends: what a process can tell of itself. */
export const selfDuties: Duties = {
  cpu: async () => sum(process.cpuUsage()),
  mainCpu: async () => sum(process.threadCpuUsage()),
  memory,
  profile: async ({ interval }) => {
    await startProfile(interval)
    return null
  },
  profiled: stopProfile,
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

/** Needs `--expose-gc`. */
async function memory(): Promise<Memory> {
  // More than once: what dies in one GC lets go of more in the next, and buffers are swept in the background.
  for (let n = 0; n < 3; n++) {
    gc()
    await sleep(50)
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heap: heapUsed + external }
}
