import { describe, expect, it } from 'vitest'
import { closeStreams } from '../../src/stream/close-streams.ts'

/** A stream that counts how often it was closed. */
function stream() {
  const log = { closed: 0 }
  const value = {
    log,
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }) }),
    return: async () => (log.closed++, { done: true, value: undefined }),
  }
  return value
}

describe('the streams in a value that will not be sent', () => {
  it('are closed wherever they are, once', () => {
    const all = Array.from({ length: 7 }, stream) as unknown as [object, ...{ log: { closed: number } }[]]
    const [top, inArray, inObject, inMap, inSet, deep, inClass] = all
    class Own {
      readonly rows = inClass
    }
    const value = [
      top,
      [inArray],
      { a: inObject, again: inObject },
      new Map([['k', inMap]]),
      new Set([inSet]),
    ]
    let nested: unknown = deep
    for (let n = 0; n < 50; n++) nested = { nested }
    closeStreams([...value, nested, new Own()])
    closeStreams(value)
    expect(all.map((one) => (one as { log: { closed: number } }).log.closed)).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  it('are found in a value that holds itself', () => {
    const one = stream()
    const value: Record<string, unknown> = { one }
    value['self'] = [value]
    closeStreams(value)
    expect(one.log.closed).toBe(1)
  })

  it('are looked for once in what is there many times', () => {
    let looked = 0
    let value: object = {
      get leaf() {
        return looked++
      },
    }
    for (let n = 0; n < 12; n++) value = { left: value, right: value }
    closeStreams(value)
    expect(looked).toBe(1)
  })

  it('may be none', () => {
    const nothing = [undefined, null, 1, 'text', Symbol('s'), () => 1, new Uint8Array(10), new Date(), {}, []]
    for (const value of nothing) expect(() => closeStreams(value)).not.toThrow()
  })

  it('are no reason to throw, whatever is asked for them', () => {
    const one = stream()
    const evil = {
      get bad(): never {
        throw new Error('mine')
      },
      one,
    }
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('mine')
        },
      },
    )
    const throwing = { ...stream(), return: () => JSON.parse('{') as unknown }
    expect(() => closeStreams([evil, proxy, throwing])).not.toThrow()
  })

  it('are closed beside one that can not be looked at', () => {
    const one = stream()
    const evil = {
      get bad(): never {
        throw new Error('mine')
      },
    }
    closeStreams([evil, one])
    expect(one.log.closed).toBe(1)
  })

  it('are not opened for that, nor is what is behind a stream looked at', () => {
    let opened = 0
    const value = { [Symbol.asyncIterator]: () => (opened++, undefined), inside: stream() }
    closeStreams({ value })
    expect([opened, value.inside.log.closed]).toEqual([0, 0])
  })
})
