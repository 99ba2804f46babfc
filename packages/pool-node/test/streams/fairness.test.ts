import { describe, expect, it } from 'vitest'
import { Provider } from '@wsrpc/provider'
import { Pool, type RemoteStream } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

/** So many at once, … */
const streams = 100
/** … for so many ms. */
const time = 5000

describe('100 endless streams over one connection', () => {
  expectNothingLeft()

  it('get a fair share each: the slowest at least half of the mean', { timeout: 60_000 }, async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    const item = new Uint8Array(4096).fill(7)
    let closed = 0
    provider.register('Tap', {
      async *open() {
        try {
          for (;;) yield item
        } finally {
          closed++
        }
      },
    })
    await provider.connect(`${url}/pool`).ready
    const open = await Promise.all(
      Array.from({ length: streams }, () => pool.call<RemoteStream<Uint8Array>>('Tap.open')),
    )
    const until = performance.now() + time
    const counts = await Promise.all(
      open.map(async (stream) => {
        let count = 0
        for await (const _ of stream) {
          count++
          if (performance.now() > until) break
        }
        return count
      }),
    )
    const mean = counts.reduce((sum, count) => sum + count, 0) / streams
    console.log(`items a stream: ${Math.min(...counts)} to ${Math.max(...counts)}, mean ${mean.toFixed(0)}`)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(mean / 2)
    // Each END frees a slot: when the last is free, all of them have ended on both sides.
    await provider.connect(`${url}/pool`).ready
    await expect.poll(() => [pool.stats().inFlight, closed], { timeout: 10_000 }).toEqual([0, streams])
  })
})
