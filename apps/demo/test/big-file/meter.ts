import { type Report, stretch } from './messages.ts'

declare const gc: () => void

/** Tells the memory of its process to the test: at the start of a file, and after every 16 MiB of it. */
export class Meter {
  readonly #peakBefore: number = peakOfLife()
  #peak = 0
  #at = 0

  constructor() {
    this.#tell()
  }

  /** So many bytes more were read. */
  count(bytes: number): void {
    const before = this.#at
    this.#at += bytes
    // Before the GC, which makes it smaller.
    this.#sample()
    if (Math.floor(before / stretch) < Math.floor(this.#at / stretch)) this.#tell()
  }

  #tell(): void {
    // Twice: the memory of dead ArrayBuffers is swept in the background, and the second waits for the first one's. Until
    // then it counts as external.
    gc()
    gc()
    this.#sample()
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send?.({
      kind: 'report',
      at: this.#at,
      memory: heapUsed + external,
      rss,
      peak: this.#peak,
    } satisfies Report)
  }

  #sample(): void {
    // The peak of its life tells what was between two samples, if it is a new one. The old one may have been before the
    // start, and on Linux even the parent's.
    const peak = peakOfLife()
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss(), peak > this.#peakBefore ? peak : 0)
  }
}

function peakOfLife(): number {
  return process.resourceUsage().maxRSS * 1024
}
