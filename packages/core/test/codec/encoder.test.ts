import { describe, expect, it } from 'vitest'
import {
  ValueError,
  type Codec,
  type Frame,
  type FrameEncoder,
  type PathStep,
  type Payload,
} from '../../src/codec/codec.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { defaultLimits, type ValueLimits } from '../../src/limits.ts'
import { codecs, decode, encode, nested, values } from './values.ts'

function sizeOf(message: Payload): number {
  return typeof message === 'string' ? Buffer.byteLength(message) : message.length
}

function failureOf(encoder: FrameEncoder, frame: Frame): ValueError {
  try {
    encoder.append(frame)
  } catch (error) {
    if (error instanceof ValueError) return error
    throw error
  }
  throw new Error('it travelled')
}

function encoderWith(codec: Codec, limits: Partial<ValueLimits> = {}): FrameEncoder {
  return codec.createEncoder({ ...defaultLimits, ...limits })
}

describe.each(codecs)('a batch in $name', (codec) => {
  it('holds the frames in their order, and begins anew when it is taken', () => {
    const encoder = encoderWith(codec)
    encoder.append([1, 'a'])
    encoder.append([2, 'b'])
    expect(encoder.count).toBe(2)
    expect(decode(codec, encoder.take())).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(encoder.count).toBe(0)
    expect(encoder.size).toBe(0)
    encoder.append([3])
    expect(decode(codec, encoder.take())).toEqual([[3]])
  })

  it('knows its size in bytes at any time', () => {
    const encoder = encoderWith(codec)
    for (const { value } of values) {
      const before = encoder.size
      const size = encoder.append([3, value])
      // A comma in JSON; the header of the first.
      expect(encoder.size - before - size).toBeLessThanOrEqual(3)
      if (encoder.count < 10) continue
      const { size: announced } = encoder
      expect(sizeOf(encoder.take())).toBe(announced)
    }
  })

  it('an append returns the size of the frame', () => {
    const encoder = encoderWith(codec)
    const one = encoder.append(['é😀'])
    expect(one).toBe(sizeOf(encode(codec, [['é😀']])) - sizeOf(encode(codec, [])))
  })

  it('can be taken without its last frame', () => {
    const encoder = encoderWith(codec)
    const frames = [
      [1, 'é'],
      [2, 'b'],
      [3, 'x'.repeat(100_000)],
      [4, 'd'],
    ]
    encoder.append(frames[0]!)
    encoder.append(frames[1]!)
    expect(decode(codec, encoder.takeAllButLast())).toEqual([frames[0]])
    expect(encoder.count).toBe(1)
    encoder.append(frames[2]!)
    expect(decode(codec, encoder.takeAllButLast())).toEqual([frames[1]])
    encoder.append(frames[3]!)
    const { size } = encoder
    const rest = encoder.take()
    expect(sizeOf(rest)).toBe(size)
    expect(decode(codec, rest)).toEqual([frames[2], frames[3]])
    encoder.append([5])
    expect(decode(codec, encoder.takeAllButLast())).toEqual([])
    expect(decode(codec, encoder.takeAllButLast())).toEqual([])
    expect(decode(codec, encoder.take())).toEqual([[5]])
    expect(() => encoder.takeAllButLast()).toThrow(RangeError)
  })

  it('is as it was before when an append fails, wherever it fails', () => {
    const encoder = encoderWith(codec, { maxMessageBytes: 300_000 })
    const good: Frame[] = []
    const bad = [
      () => 1,
      'x'.repeat(400_000),
      new Uint8Array(400_000),
      nested(70),
      [new Map([[1, [2, Symbol('s')]]])],
    ]
    expect(() => encoder.append([bad])).toThrow(ValueError)
    expect(encoder.size).toBe(0)
    for (let i = 0; i < 200; i++) {
      const frame = [i, { text: 'y'.repeat(i * 10) }]
      encoder.append(frame)
      good.push(frame)
      const { count, size } = encoder
      expect(() =>
        encoder.append([1, { filler: 'z'.repeat((i * 997) % 70_000) }, bad[i % bad.length]]),
      ).toThrow(ValueError)
      expect(encoder).toMatchObject({ count, size })
    }
    expect(decode(codec, encoder.take())).toEqual(good)
    encoder.append([1])
    expect(() => encoder.append([bad])).toThrow(ValueError)
    expect(decode(codec, encoder.takeAllButLast())).toEqual([])
    expect(decode(codec, encoder.take())).toEqual([[1]])
  })

  it('what was taken is never written again', () => {
    const encoder = encoderWith(codec)
    const taken: { message: Payload; copy: Payload }[] = []
    for (let i = 0; i < 3000; i++) {
      for (let k = i % 7; k >= 0; k--) encoder.append([i, 'x'.repeat((i * k) % 500)])
      if (i % 50 === 0) encoder.append([new Uint8Array(70_000)])
      expect(() => encoder.append([i, () => 1])).toThrow(ValueError)
      const message = i % 5 === 0 ? encoder.takeAllButLast() : encoder.take()
      taken.push({ message, copy: message.slice() })
    }
    for (const { message, copy } of taken) expect(message).toEqual(copy)
  })

  it('an idle connection holds little memory, and a large frame is let go of', () => {
    const encoder = encoderWith(codec)
    const buffers = [1, 2, 3].map(() => {
      encoder.append([9])
      const message = encoder.take()
      return typeof message === 'string' ? message.length : message.buffer.byteLength
    })
    expect(Math.max(...buffers)).toBeLessThanOrEqual(1024)
    encoder.append([new Uint8Array(1_000_000)])
    encoder.take()
    encoder.append([9])
    const small = encoder.take()
    expect(typeof small === 'string' ? small.length : small.buffer.byteLength).toBeLessThanOrEqual(65_536)
  })

  it('of very many frames', () => {
    const encoder = encoderWith(codec)
    for (let i = 0; i < 65_535; i++) encoder.append([])
    expect(decode(codec, encoder.take())).toHaveLength(65_535)
  })

  it.each<[string, (encoder: FrameEncoder) => unknown]>([
    ['open', (encoder) => encoder.open(1)],
    ['append', (encoder) => encoder.append(['inner'])],
    ['take', (encoder) => encoder.take()],
    ['takeAllButLast', (encoder) => encoder.takeAllButLast()],
    ['takeLast', (encoder) => encoder.takeLast()],
  ])('%s inside of a getter is refused and does no harm', (_name, use) => {
    const encoder = encoderWith(codec)
    const inner: unknown[] = []
    const value = {
      before: 'x'.repeat(100),
      get sly() {
        try {
          use(encoder)
        } catch (error) {
          inner.push(error)
        }
        return 'outer'
      },
    }
    encoder.append(['first'])
    encoder.append([1, 2, value])
    encoder.append(['last'])
    expect(inner[0]).toBeInstanceOf(ValueError)
    expect((inner[0] as ValueError).reason).toMatch(/getter or toJSON/)
    const frames = decode(codec, encoder.take())
    expect(frames).toEqual([['first'], [1, 2, { before: 'x'.repeat(100), sly: 'outer' }], ['last']])
  })
})

it('a batch in MessagePack takes no more frames than its header can count', () => {
  const encoder = encoderWith(msgpack())
  for (let i = 0; i < 65_535; i++) encoder.append([])
  expect(() => encoder.append([])).toThrow(RangeError)
  expect(decode(msgpack(), encoder.take())).toHaveLength(65_535)
})

describe.each(codecs)('the limits of the other side in $name', (codec) => {
  const over: [keyof ValueLimits, number, unknown, unknown][] = [
    ['maxDepth', 3, nested(3), nested(4)],
    ['maxDepth', 3, nested(2, new Map([[1, 2]])), nested(2, new Map([[1, []]]))],
    ['maxDepth', 3, nested(3, new Date(0)), nested(3, new Set())],
    ['maxDepth', 3, nested(2, new Error('x')), nested(3, new Error('x'))],
    ['maxItems', 20, Array.from({ length: 17 }, () => 0), Array.from({ length: 18 }, () => 0)],
    ['maxItems', 20, { a: 1, b: { c: 2 } }, Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i, i]))],
    ['maxItems', 20, new Set([1, 2]), new Set(Array.from({ length: 18 }, (_, i) => i))],
    ['maxItems', 30, new Map([[1, 2]]), new Map(Array.from({ length: 15 }, (_, i) => [i, i]))],
    ['maxStringBytes', 10, 'ééééé', 'éééééx'],
    ['maxStringBytes', 10, { ééééé: 1 }, { éééééx: 1 }],
    ['maxStringBytes', 100, 'x'.repeat(100), 'x'.repeat(101)],
    ['maxStringBytes', 100, '語'.repeat(33), '語'.repeat(34)],
    ['maxStringBytes', 100_000, '語'.repeat(33_333), '語'.repeat(33_334)],
    ['maxStringBytes', 10, '\0'.repeat(10), '\0'.repeat(11)],
    ['maxMessageBytes', 100, 'x'.repeat(80), 'x'.repeat(100)],
    ['maxMessageBytes', 100_000, new Uint8Array(74_000), new Uint8Array(100_000)],
    ['maxMessageBytes', 100_000, ['x'.repeat(90_000)], ['x'.repeat(50_000), 'x'.repeat(50_000)]],
  ]

  it.each(over)(
    '%s %d: what passes is read by a side with that limit, what does not is refused here',
    (name, limit, fits, not) => {
      const limits = { ...defaultLimits, [name]: limit }
      expect(decode(codec, encode(codec, [[1, 2, fits]], limits), limits)).toStrictEqual([[1, 2, fits]])
      const encoder = encoderWith(codec, limits)
      expect(() => encoder.append([1, 2, not])).toThrow(new RegExp(`\\(${name}\\)`))
      // And it would indeed not have been read.
      expect(decode(codec, encode(codec, [[1, 2, not]]), limits)).toMatchObject([{ type: 1, id: 2 }])
    },
  )

  it.each<[string, string, unknown]>([
    ['a binary value of 20000000 bytes', 'bytes', new Uint8Array(20_000_000)],
    ['a binary value of 20000000 bytes', 'a typed array', new Float64Array(2_500_000)],
    ['a string of 20000000 bytes or more', 'of more characters than that', 'x'.repeat(20_000_000)],
    ['a string of 26331000 bytes', 'that is too large only as bytes', '語'.repeat(8_777_000)],
    ['a string of 18000003 bytes', 'with half a pair', `${'é'.repeat(9_000_000)}\ud83d`],
  ])('%s (%s) that alone is too large is named by its path', (what, _name, value) => {
    const encoder = encoderWith(codec)
    // The other one has a part in the size of the frame, not in the blame.
    expect(failureOf(encoder, [1, 2, [{ before: new Uint8Array(8_000_000), avatar: value }]])).toMatchObject({
      path: [2, 0, 'avatar'],
      reason: `${what}, the other side takes at most 16777216 (maxMessageBytes)`,
    })
    expect(encoder).toMatchObject({ count: 0, size: 0 })
  })

  it.each<[string, unknown, PathStep[]]>([
    ['where there is room for more', '語'.repeat(7000), []],
    ['as a key', { ['語'.repeat(7000)]: 1 }, ['語'.repeat(7000)]],
    ['as the message of an error', new Error('語'.repeat(7000)), []],
  ])('a string that alone is too large is so %s', (_name, value, path) => {
    const encoder = encoderWith(codec, { maxMessageBytes: 20_000 })
    encoder.append([1])
    expect(failureOf(encoder, [1, 2, value])).toMatchObject({
      path: [2, ...path],
      reason: 'a string of 21000 bytes, the other side takes at most 20000 (maxMessageBytes)',
    })
  })

  it.each<[string, unknown]>([
    ['bytes', [new Uint8Array(60_000), new Uint8Array(60_000)]],
    ['strings', ['x'.repeat(60_000), '語'.repeat(20_000)]],
    ['one of each', ['x'.repeat(60_000), new Int16Array(30_000)]],
    ['a bigint', [2n ** 800_000n]],
  ])('a frame that is too large as a whole is named without a path: %s', (_name, value) => {
    const { path, reason } = failureOf(encoderWith(codec, { maxMessageBytes: 100_000 }), [1, 2, value])
    expect(path).toEqual([])
    expect(reason).toMatch(
      /^[12]\d{5} bytes or more, the other side takes at most 100000 \(maxMessageBytes\)$/,
    )
  })

  it('stop a frame soon after it is too large', () => {
    const encoder = encoderWith(codec, { maxMessageBytes: 1_000_000 })
    let read = 0
    const endless = Array.from({ length: 100_000 }, () => ({
      get chunk() {
        return (read++, 'x'.repeat(10_000))
      },
    }))
    expect(() => encoder.append([endless])).toThrow(/maxMessageBytes/)
    expect(read).toBeLessThan(210)
  })

  it('may change between frames', () => {
    const encoder = encoderWith(codec, { maxStringBytes: 3 })
    expect(() => encoder.append(['four'])).toThrow(ValueError)
    encoder.limits = defaultLimits
    encoder.append(['four'])
    expect(decode(codec, encoder.take())).toEqual([['four']])
  })
})
