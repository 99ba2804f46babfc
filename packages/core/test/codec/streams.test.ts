import { describe, expect, it } from 'vitest'
import { ValueError } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import { codecs, decode } from './values.ts'

/** Gives out ids as a link would, and remembers what it was asked. */
function makeRefs(first = 1): { toId(value: object): number; fromId(id: number): unknown; asked: unknown[] } {
  const asked: unknown[] = []
  return {
    asked,
    toId(value) {
      asked.push(value)
      return first + asked.length - 1
    },
    fromId: (id) => `stream ${id}`,
  }
}

async function* produce(): AsyncGenerator<number> {
  yield 1
}

describe.each(codecs)('streams in $name', (codec) => {
  it('travel as references, wherever they are', () => {
    const refs = makeRefs(300)
    const literal = { name: 'a literal', [Symbol.asyncIterator]: produce }
    const streams = [produce(), new ReadableStream(), literal]
    const encoder = codec.createEncoder(defaultLimits)
    encoder.append([1, 2, [streams[0], { deep: new Map([['b', [streams[1]]]]) }, streams[2]]], refs)
    expect(refs.asked).toEqual(streams)
    expect(decode(codec, encoder.take(), {}, refs)).toStrictEqual([
      [1, 2, ['stream 300', { deep: new Map([['b', ['stream 301']]]) }, 'stream 302']],
    ])
  })

  it('only they are asked for', () => {
    const refs = makeRefs()
    const encoder = codec.createEncoder(defaultLimits)
    encoder.append(
      [1, 2, [{}, [], new Map(), new Date(), new (class A {})(), Buffer.alloc(1), new Error('x')]],
      refs,
    )
    expect(() => encoder.append([Promise.resolve()], refs)).toThrow(ValueError)
    expect(refs.asked).toEqual([])
  })

  it('are refused by their path where refs do not take them', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const refs = { toId: () => undefined, fromId: () => undefined }
    expect(() => encoder.append([1, 2, [{ a: produce() }]], refs)).toThrow('[2][0].a: streams')
  })

  it('are looked up once for an id, and a look-up that throws fails its frame only', () => {
    const encoder = codec.createEncoder(defaultLimits)
    let id = 7
    const toId = (): number => id
    encoder.append([1, 2, [produce(), produce()]], { toId, fromId: String })
    id = 8
    encoder.append([1, 4, [produce()]], { toId, fromId: String })
    const asked: number[] = []
    const frames = decode(
      codec,
      encoder.take(),
      {},
      {
        toId,
        fromId(asking) {
          asked.push(asking)
          if (asking === 8) throw new Error('no stream 8')
          return 'seven'
        },
      },
    )
    expect(frames).toMatchObject([[1, 2, ['seven', 'seven']], { type: 1, id: 4, fault: 'no stream 8' }])
    expect(asked.filter((asking) => asking === 7)).toEqual([7])
  })
})
