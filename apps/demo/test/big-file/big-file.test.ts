import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Child } from './child.ts'
import { type FromPool, type FromProvider, type Report, stretch } from './messages.ts'
import { fill, makeFolder, type RandomFile, removeFolder } from './random-file.ts'

const MiB = 1024 * 1024

/** Bytes that a stream's producer may be ahead of its consumer, as the protocol says. */
const streamWindow = 256 * 1024

/** How far a process may get from where it was at the start of the file. */
const most = { memory: 16 * MiB, peak: 96 * MiB }

/** The farthest that a process came from its start. */
function growth([start, ...later]: readonly Report[]): { memory: number; peak: number } {
  if (start?.at !== 0) throw new Error('no report of the start')
  return {
    memory: Math.max(...later.map(({ memory }) => memory - start.memory)),
    peak: Math.max(...later.map(({ peak }) => peak - start.rss)),
  }
}

function inMiB(bytes: number): string {
  return `${(bytes / MiB).toFixed(1)} MiB`
}

describe.each([
  { codec: 'msgpack', bytes: 256 * MiB },
  { codec: 'json', bytes: 16 * MiB },
])('a file of $bytes bytes through Files, over $codec', ({ codec, bytes }) => {
  let root: string
  let file: RandomFile
  let pool: Child<FromPool>
  let provider: Child<FromProvider>

  /** What is missing could not be started. */
  const end = (): Promise<unknown[]> => Promise.all([provider, pool].map((child) => child?.end()))

  beforeAll(async () => {
    root = await makeFolder()
    pool = new Child('./pool-process.ts')
    const { url } = await pool.next('listening')
    provider = new Child('./provider-process.ts', url, root, codec)
    await provider.next('serving')
    // Not before: should this process be killed, the provider is there to remove the file.
    file = await fill(root, bytes)
  }, 30_000)
  // However the tests went.
  afterAll(async () => {
    await end()
    if (root !== undefined) await removeFolder(root)
  }, 30_000)

  it('arrives as it is, and takes no memory of either side', { timeout: 60_000 }, async () => {
    pool.send({ kind: 'read', path: file.path })
    const { sha256, seconds } = await pool.next('read')
    await provider.next('closed') // after the warm-up
    await provider.next('closed')
    expect(sha256).toBe(file.sha256)

    const places = Array.from({ length: bytes / stretch + 1 }, (_, n) => n * stretch)
    const sides = { pool: pool.all('report'), provider: provider.all('report') }
    const figures = Object.entries(sides).map(([name, all]) => {
      // The provider told of the warm-up, too.
      const reports = all.slice(all.findLastIndex(({ at }) => at === 0))
      expect(reports.map(({ at }) => at)).toEqual(places)
      return { name, ...growth(reports) }
    })
    const told = figures.map(
      ({ name, memory, peak }) =>
        `${name} grew: memory after GC at most ${inMiB(memory)}, RSS at most ${inMiB(peak)}`,
    )
    console.log(`${inMiB(bytes)} over ${codec}, ${inMiB(bytes / seconds)}/s; ${told.join('; ')}`)
    for (const { memory, peak } of figures) {
      expect(memory).toBeLessThanOrEqual(most.memory)
      expect(peak).toBeLessThanOrEqual(most.peak)
    }
  })

  it('waits for a consumer that reads 1 MiB/s, and stops with it', { timeout: 30_000 }, async () => {
    pool.send({ kind: 'readSlowly', path: file.path })
    const { taken, seconds, mostAhead, stopped } = await pool.next('readSlowly')
    await provider.next('closed')
    const [atOnce, later] = stopped
    console.log(
      `${inMiB(taken)} over ${codec} in ${seconds.toFixed(2)} s: the producer at most ${mostAhead} bytes ahead, ` +
        `${atOnce - taken} after the stop, ${later - taken} later`,
    )
    expect(taken / seconds).toBeLessThanOrEqual(1.01 * MiB)
    expect(mostAhead).toBeLessThanOrEqual(streamWindow)
    // It made use of its window: so it was the window that stopped it.
    expect(atOnce - taken).toBeGreaterThan(streamWindow / 4)
    expect(atOnce - taken).toBeLessThanOrEqual(streamWindow)
    expect(later).toBe(atOnce)
  })

  it('leaves nothing: the processes end by themselves, and the file is gone', async () => {
    const well = { code: 0, signal: null }
    expect(await end()).toEqual([well, well])
    expect(existsSync(root)).toBe(false)
  })
})
