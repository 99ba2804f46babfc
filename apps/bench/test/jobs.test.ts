import { describe, expect, test } from 'vitest'
import { atRate } from '../src/jobs/at-rate.ts'
import { loop } from '../src/jobs/loop.ts'
import { Pile } from '../src/jobs/pile.ts'

/** Comes back in another turn of the event loop, as an answer does. */
function turn(): Promise<void> {
  return new Promise(setImmediate)
}

describe('the closed loop', () => {
  test('has so many calls in flight, and counts those that came back', async () => {
    let [now, most, all] = [0, 0, 0]
    const call = async (): Promise<void> => {
      most = Math.max(most, ++now)
      await turn()
      now--
      all++
    }
    const { calls, seconds } = await loop(call, 7, 10)
    expect([now, most, calls]).toEqual([0, 7, all])
    expect(calls).toBeGreaterThan(7)
    expect(seconds).toBeGreaterThan(0.005)
  })

  test('fails with the call that failed', async () => {
    await expect(loop(() => Promise.reject(new Error('lost')), 2, 5)).rejects.toThrow('lost')
  })
})

describe('the open loop', () => {
  test('counts from when a call was due, also when a stall kept it from beginning', async () => {
    let calls = 0
    const call = async (): Promise<void> => {
      // The first one holds everything up. The others are quick, once they may begin.
      const stalled = performance.now() + 50
      if (calls++ === 0) while (performance.now() < stalled);
    }
    // 50 calls, one a ms: all are due during the stall.
    const { p50, p99 } = await atRate(call, { rate: 1000, ms: 50 })
    expect(calls).toBe(50)
    expect(p50).toBeGreaterThan(20)
    expect(p99).toBeGreaterThan(p50)
  })

  test('makes the calls of its rate, and not before they are due', async () => {
    const began = performance.now()
    let calls = 0
    const call = async (): Promise<void> => void calls++
    await atRate(call, { rate: 2000, ms: 20 })
    expect(calls).toBe(40)
    expect(performance.now() - began).toBeGreaterThan(19)
  })
})

describe('a pile', () => {
  test('is drained when all of its calls have ended', async () => {
    const waiting: (() => void)[] = []
    const pile = new Pile()
    pile.add(() => new Promise<void>((resolve) => waiting.push(resolve)), 3)
    let drained = false
    const end = pile.drained().then(() => (drained = true))
    for (const resolve of waiting.slice(1)) resolve()
    await turn()
    expect(drained).toBe(false)
    waiting[0]?.()
    await end
  })

  test('tells of a call that failed', async () => {
    const pile = new Pile()
    pile.add(() => Promise.reject(new Error('refused')), 2)
    await expect(pile.drained()).rejects.toThrow('refused')
  })
})
