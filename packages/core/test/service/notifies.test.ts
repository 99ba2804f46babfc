import { describe, expect, it, vi } from 'vitest'
import { maxQueuedNotifies } from '../../src/service/gate.ts'
import { handler } from '../../src/service/handler.ts'
import { deferred, nothingLeft, Serving, thenable } from './serving.ts'

describe('a notify', () => {
  it('runs its method, and nothing is answered', async () => {
    const seen: unknown[] = []
    const serving = new Serving({ see: (...params: unknown[]) => (seen.push(params), 'ignored') })
    serving.notify('S.see', 1, 2)
    await serving.settled()
    expect([seen, serving.reports, serving.callee.wire]).toEqual([[[1, 2]], [], []])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('waits for a slot, in order', async () => {
    const { promise, resolve } = deferred()
    const seen: unknown[] = []
    const serving = new Serving(
      { wait: () => promise, see: (n: number) => void seen.push(n) },
      { capacity: 1 },
    )
    serving.send('S.wait')
    for (const n of [1, 2, 3]) serving.notify('S.see', n)
    await serving.settled()
    expect([seen, serving.gate.waiting]).toEqual([[], 3])
    resolve(1)
    await serving.settled()
    expect(seen).toEqual([1, 2, 3])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('is dropped and reported when too many wait', async () => {
    const { promise, resolve } = deferred()
    let seen = 0
    const serving = new Serving({ wait: () => promise, see: () => void seen++ }, { capacity: 1 })
    serving.send('S.wait')
    for (let n = 0; n < maxQueuedNotifies + 2; n++) serving.notify('S.see')
    expect(serving.reports).toMatchObject([{ code: 'RESOURCE_EXHAUSTED' }, { code: 'RESOURCE_EXHAUSTED' }])
    expect(serving.reports[0]?.message).toContain('S.see')
    resolve(1)
    await serving.settled()
    expect(seen).toBe(maxQueuedNotifies)
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it.each([
    ['throws', () => JSON.parse('{') as unknown],
    ['rejects', async () => JSON.parse('{') as unknown],
  ])('whose method %s is reported, and frees its slot', async (_what, run) => {
    const serving = new Serving({ run })
    serving.notify('S.run')
    await serving.settled()
    expect(serving.reports).toMatchObject([{ code: 'UNKNOWN', cause: { name: 'SyntaxError' } }])
    expect(serving.reports[0]?.message).toMatch(/^a notify to S\.run failed: /)
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it.each(['nope', 'throws', 'rejects'])(
    'to %s frees its slot, and breaks nothing, when its report fails',
    async (name) => {
      const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined)
      try {
        const serving = new Serving(
          { throws: () => JSON.parse('{') as unknown, rejects: async () => JSON.parse('{') as unknown },
          {
            onReport: () => {
              throw new Error('mine')
            },
          },
        )
        serving.notify(`S.${name}`)
        await serving.settled()
        expect(serving.reports).toHaveLength(1)
        expect(serving.leftovers).toEqual(nothingLeft)
        expect(later.mock.calls[0]?.[0]).toThrow('mine')
      } finally {
        later.mockRestore()
      }
    },
  )

  it('whose method settles twice frees its slot once', async () => {
    const value = thenable((end: () => void) => (end(), end()))
    const serving = new Serving({ run: () => value })
    serving.notify('S.run')
    await serving.settled()
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('to nobody is reported', () => {
    const serving = new Serving({ run: () => 1 })
    serving.notify('S.nope')
    expect(serving.reports).toMatchObject([{ code: 'UNIMPLEMENTED' }])
  })

  it('has a context in which nothing fires', async () => {
    const { promise, resolve } = deferred()
    const signals: AbortSignal[] = []
    const serving = new Serving({
      run: handler((context) => {
        signals.push(context.signal as AbortSignal)
        expect(context.timeLeft).toBe(Infinity)
        return promise
      }),
    })
    serving.notify('S.run')
    serving.callee.close()
    serving.clock.advance(1e9)
    expect(signals.map((signal) => signal.aborted)).toEqual([false])
    resolve(1)
    await serving.settled()
    expect([serving.gate.running, serving.reports]).toEqual([0, []])
  })
})
