import { describe, expect, it } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { countThrough } from './counting.ts'

describe('a slow and uneven connection that is cut every 150 ms', () => {
  expectNothingLeft()

  it('loses no call and doubles none', { timeout: 90_000 }, async () => {
    let pieces = 0
    const resumes = await countThrough({
      // Between 0 and 20 ms, so that a message, its acknowledgement and the cut meet in every order.
      cable: { delay: () => (pieces++ * 7) % 21 },
      heartbeat: {},
      harm: (cable) => cable.cut(),
      every: 150,
    })
    expect(resumes).toBeGreaterThanOrEqual(50)
  })
})
