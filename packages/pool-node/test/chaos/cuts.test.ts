import { describe, expect, it } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { countThrough } from './counting.ts'

describe('a connection that is cut every 50 ms', () => {
  expectNothingLeft()

  it('loses no call and doubles none', { timeout: 90_000 }, async () => {
    const resumes = await countThrough({
      cable: {},
      heartbeat: {},
      harm: (cable) => cable.cut(),
      every: 50,
    })
    expect(resumes).toBeGreaterThanOrEqual(100)
  })
})
