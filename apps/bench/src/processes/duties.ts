import { setTimeout as sleep } from 'node:timers/promises'
import type { Duties, Memory } from '../orders.ts'

declare const gc: () => void

/** The duties of both ends: what a process can tell of itself. */
export const selfDuties: Duties = {
  cpu: async () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  memory,
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
