import { describe, expect, it } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { countThrough } from './counting.ts'

describe('a connection that falls silent every 400 ms, and is never closed', () => {
  expectNothingLeft()

  it('loses no call and doubles none', { timeout: 90_000 }, async () => {
    const resumes = await countThrough({
      cable: {},
      heartbeat: { interval: 50, misses: 2 },
      harm: (cable) => cable.stall(),
      every: 400,
    })
    expect(resumes).toBeGreaterThanOrEqual(20)
  })
})
