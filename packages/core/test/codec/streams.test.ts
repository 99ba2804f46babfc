import { describe, expect, it } from 'vitest'
import { isStream } from '../../src/codec/classify.ts'
import { ValueError, type FrameEncoder } from '../../src/codec/codec.ts'
import { RpcError } from '../../src/errors.ts'
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

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return expect.unreachable('it did not throw')
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
    const iterable = Object.assign(Promise.resolve(), { [Symbol.asyncIterator]: produce })
    expect(() => encoder.append([iterable], refs)).toThrow("[0]: a Promise can't travel: await it first")
    expect(isStream(iterable)).toBe(false)
    expect(refs.asked).toEqual([])
  })

  it('are refused by their path where refs do not take them', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const refs = { toId: () => undefined, fromId: () => undefined }
    expect(() => encoder.append([1, 2, [{ a: produce() }]], refs)).toThrow(
      "[2][0].a: streams can't travel here",
    )
  })

  it.each<[string, unknown[]]>([
    ['deep in a frame', [1, 2, [{ a: new Map([['b', [produce()]]]) }]]],
    ['as a whole element', [3, 2, produce()]],
    ['beside what is large', [1, 2, [new Uint8Array(100_000), { toJSON: () => [produce()], __proto__: {} }]]],
  ])('may be refused by an error of its own: %s', (_name, frame) => {
    const verdict = new RpcError('RESOURCE_EXHAUSTED', 'too many streams')
    const refs = {
      toId() {
        throw verdict
      },
      fromId: String,
    }
    for (const begin of [
      (encoder: FrameEncoder) => encoder.append([1, 'before']),
      (encoder: FrameEncoder) => encoder.open(5),
    ]) {
      const encoder = codec.createEncoder(defaultLimits)
      expect(thrownBy(() => encoder.append(frame, refs))).toBe(verdict)
      expect(encoder).toMatchObject({ count: 0, size: 0 })
      begin(encoder)
      const { count, size } = encoder
      expect(thrownBy(() => encoder.append(frame, refs))).toBe(verdict)
      expect(encoder).toMatchObject({ count, size })
      encoder.append([1, 'after'])
      expect(decode(codec, encoder.take()).at(-1)).toEqual([1, 'after'])
    }
  })

  it.each([
    new Error('no code'),
    Object.assign(new Error('a code that is no string'), { code: 5 }),
    'nothing but text',
    null,
  ])('other errors of a look-up are those of the value: %s', (cause) => {
    const encoder = codec.createEncoder(defaultLimits)
    const refs = {
      toId() {
        throw cause
      },
      fromId: String,
    }
    const error = thrownBy(() => encoder.append([1, 2, [produce()]], refs))
    expect(error).toBeInstanceOf(ValueError)
    expect(error).toMatchObject({ path: [2, 0], cause })
  })

  it('an error with a code is one of the value when a getter throws it', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const cause = new RpcError('UNAVAILABLE', 'not from the refs')
    const value = {
      get bad() {
        throw cause
      },
    }
    expect(thrownBy(() => encoder.append([1, 2, value], makeRefs()))).toMatchObject({
      path: [2, 'bad'],
      cause,
    })
  })

  it('arrive with the place of their frame', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const refs = makeRefs(1)
    encoder.open(9)
    encoder.append([1, 1, []])
    const sizes = [1, 2].map((streams) =>
      encoder.append([1, 2, Array.from({ length: streams }, produce), 'é'], refs),
    )
    const asked: unknown[] = []
    const decoder = codec.createDecoder(defaultLimits)
    decoder.decode(encoder.take(), {
      toId: () => undefined,
      // The size can be asked for at once.
      fromId: (id, element) => asked.push([id, element, decoder.sizeOf(element)]),
    })
    expect(asked).toEqual([
      [1, 2, sizes[0]],
      [2, 3, sizes[1]],
      [3, 3, sizes[1]],
    ])
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
