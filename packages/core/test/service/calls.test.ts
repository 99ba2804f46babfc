import { describe, expect, it } from 'vitest'
import { deferred, nothingLeft, Serving, thenable } from './serving.ts'

function broken(): never {
  throw new Error('broken')
}

const unreadable = {
  // oxlint-disable-next-line unicorn/no-thenable -- looking at it is the test
  get then() {
    return broken()
  },
}

describe('a method', () => {
  it('that is synchronous is answered at once', () => {
    const serving = new Serving({ add: (a: number, b: number) => a + b })
    expect(serving.send('S.add', [1, 2]).ends).toEqual([{ kind: 'result', value: 3 }])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('that is asynchronous is answered when it settles, and holds its slot till then', async () => {
    const { promise, resolve } = deferred()
    const serving = new Serving({ wait: () => promise })
    const call = serving.send('S.wait')
    await serving.settled()
    expect([call.ends, serving.gate.running]).toEqual([[], 1])
    resolve('done')
    await serving.settled()
    expect(call.ends).toEqual([{ kind: 'result', value: 'done' }])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('that returns nothing answers so', async () => {
    expect(await new Serving({ run: () => undefined }).call('S.run')).toEqual({
      kind: 'result',
      value: undefined,
    })
  })

  it('may return an object whose then is no function', async () => {
    const value = thenable(5)
    expect(await new Serving({ run: () => value }).call('S.run')).toEqual({ kind: 'result', value })
  })

  it.each([
    { what: 'tells its end twice', after: (end: (value: string) => void) => end('two') },
    { what: 'throws after its end', after: () => JSON.parse('{') as unknown },
  ])('may return a thenable that $what', async ({ after }) => {
    const value = thenable((end: (value: string) => void) => (end('one'), after(end)))
    const serving = new Serving({ run: () => value })
    expect(await serving.call('S.run')).toEqual({ kind: 'result', value: 'one' })
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it.each([
    { what: 'that throws', value: thenable(broken) },
    { what: 'that can not be looked at', value: unreadable },
  ])('may return a thenable $what', async ({ value }) => {
    const serving = new Serving({ run: () => value })
    expect(await serving.call('S.run')).toMatchObject({ kind: 'error', error: { message: 'broken' } })
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('that is not there is UNIMPLEMENTED, not started; a service that is not there NOT_FOUND', async () => {
    const serving = new Serving({ run: () => 1 })
    for (const [method, code] of [
      ['S.nope', 'UNIMPLEMENTED'],
      ['S.constructor', 'UNIMPLEMENTED'],
      ['T.run', 'NOT_FOUND'],
      ['constructor.run', 'NOT_FOUND'],
      ['run', 'NOT_FOUND'],
    ] as const) {
      const ending = await serving.call(method)
      expect(ending).toMatchObject({ kind: 'error', error: { code, execution: 'not-started' } })
      expect(ending).toMatchObject({ error: { message: expect.stringContaining(method) as string } })
    }
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('without a free slot is refused, and is not run', async () => {
    const { promise, resolve } = deferred()
    let ran = 0
    const serving = new Serving({ wait: () => (ran++, promise) }, { capacity: 2 })
    const calls = [1, 2, 3].map(() => serving.send('S.wait'))
    expect(calls.map((call) => call.ends)).toEqual([[], [], [{ kind: 'refused', reason: 'full' }]])
    expect(ran).toBe(2)
    resolve(1)
    await serving.settled()
    expect(await serving.call('S.wait')).toEqual({ kind: 'result', value: 1 })
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('keeps its slot after a cancel, until it has settled, and its answer goes out', async () => {
    const { promise, resolve } = deferred()
    const serving = new Serving({ wait: () => promise }, { capacity: 1 })
    const call = serving.send('S.wait')
    serving.cancel(call)
    expect(serving.gate.running).toBe(1)
    resolve('late')
    await serving.settled()
    expect(call.ends).toEqual([{ kind: 'result', value: 'late' }])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('that settles after its connection was lost frees its slot', async () => {
    const { promise, resolve } = deferred()
    const serving = new Serving({ wait: () => promise })
    serving.send('S.wait')
    serving.callee.close()
    serving.caller.close()
    expect(serving.gate.running).toBe(1)
    resolve(1)
    await serving.settled()
    expect(serving.leftovers).toEqual(nothingLeft)
  })
})
