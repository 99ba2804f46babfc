import { describe, expect, it } from 'vitest'
import type { Frame, Payload } from '../../src/codec/codec.ts'
import { defaultLimits, maxStatusBytes, maxUnfinishedBytes } from '../../src/limits.ts'
import { cut, cutEncoding } from './pair.ts'
import { batchOf, caught, codecs, open, read } from './session.ts'

const text = 'x'.repeat(30_000)

/** A frame that some CALL, RESULT or ITEM in parts is replaced by. */
const replacements: readonly (readonly [what: string, large: Frame, small: Frame, message: object])[] = [
  ['CANCEL: a CALL', [1, 1, 'S.m', [text]], [6, 1], { type: 'cancel', id: 1 }],
  ['CALL: itself', [1, 1, 'S.m', [text]], [1, 1, 'S.m', []], { type: 'call', id: 1, params: [] }],
  ['ERROR: a RESULT', [3, 2, text], [4, 2, 'CANCELLED', 'm'], { type: 'error', id: 2 }],
  ['END: an ITEM', [7, 5, text], [8, 5], { type: 'end', id: 5 }],
  ['FAIL: an ITEM', [7, 5, text], [9, 5, 'ABORTED', 'm'], { type: 'fail', id: 5 }],
]

describe.each(codecs)('PARTs of another implementation, in $name', (codec) => {
  function first(id: number, total: number, size = 2000, type = 1): Frame {
    const piece = codec.format === 'text' ? 'x'.repeat(size) : new Uint8Array(size)
    return [11, id, piece, total, type]
  }
  function more(id: number, size = 2000): Frame {
    return first(id, 0, size).slice(0, 3)
  }

  it('may share a message with each other and with other frames, in any order', () => {
    const { session } = open(codec)
    const one = cut(codec, [1, 1, 'S.m', [text, 1]], 9000)
    const two = cut(codec, [7, 3, text], 9000)
    const mixed: Frame[] = [[20, 1]]
    for (let at = 0; at < one.length; at++) mixed.push(one[at] as Frame, two[at] as Frame, [20, 2])
    expect(read(session, batchOf(codec, ...mixed))).toMatchObject([
      { type: 'ping', nonce: 1 },
      ...one.slice(1).map(() => ({ type: 'ping', nonce: 2 })),
      { type: 'call', id: 1, params: [text, 1] },
      { type: 'item', id: 3, value: text },
      { type: 'ping', nonce: 2 },
    ])
  })

  it('give an item the size of its whole frame, and each message a place of its own', () => {
    const { session } = open(codec)
    const size = open(codec).session.write({ type: 'item', id: 3, value: text })
    const parts = cut(codec, [7, 3, text], 9000)
    const places: number[] = []
    const sizes: unknown[] = []
    session.read(batchOf(codec, [20, 1], ...parts, [20, 2]), (message, place) => {
      places.push(place)
      if (message.type === 'item') sizes.push(message.size)
    })
    expect(sizes).toEqual([size])
    expect(new Set(places).size).toBe(3)
  })

  it('bring streams, which are told the place of the message that they came in', () => {
    const { session } = open(codec)
    const asked: [number, number][] = []
    session.refs = {
      toId: () => undefined,
      fromId: (id, place) => (asked.push([id, place]), { id }),
    }
    const stream = { [Symbol.asyncIterator]: () => undefined }
    const encoder = codec.createEncoder(defaultLimits)
    const total = encoder.append([1, 1, 'S.m', [text, stream]], { toId: () => 77, fromId: () => undefined })
    const parts = cutEncoding(codec, encoder.takeLast(), { id: 1, type: 1, total }, 9000)
    const got: unknown[] = []
    session.read(batchOf(codec, [20, 1], ...parts), (message, place) => got.push([message.type, place]))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.[0]).toBe(77)
    expect(got).toContainEqual(['call', asked[0]?.[1]])
  })

  it.each(replacements)(
    'a whole frame in the place of one that is not: %s',
    (_what, large, small, message) => {
      const { session } = open(codec)
      const parts = cut(codec, large, 9000)
      const [begin, ...rest] = parts as [Frame, ...Frame[]]
      expect(read(session, batchOf(codec, begin))).toEqual([])
      expect(read(session, batchOf(codec, small))).toMatchObject([message])
      // What still comes of it was on the way, and means nothing.
      expect(read(session, batchOf(codec, ...rest))).toEqual([])
      // It counts no more: the id may be cut anew.
      expect(read(session, batchOf(codec, ...parts))).toHaveLength(1)
    },
  )

  it('a frame of another id replaces nothing', () => {
    const { session } = open(codec)
    const parts = cut(codec, [1, 1, 'S.m', [text]], 9000)
    expect(
      read(session, batchOf(codec, parts[0] as Frame, [6, 3], [20, 1], ...parts.slice(1))),
    ).toMatchObject([{ type: 'cancel', id: 3 }, { type: 'ping' }, { type: 'call', id: 1 }])
  })

  it('of which the last may be tiny', () => {
    const { session } = open(codec)
    const total = 16 * 1024 + 1
    const encoding = encodingOf([1, 1, 'S.m', ['']], total)
    const halves = [encoding.slice(0, total - 1), encoding.slice(total - 1)] as [Payload, Payload]
    read(session, batchOf(codec, [11, 1, halves[0], total, 1]))
    expect(read(session, batchOf(codec, [11, 1, halves[1]]))).toMatchObject([{ type: 'call', id: 1 }])
  })

  it('of a value that breaks a limit fail alone, with the type and the id', () => {
    const { session } = open(codec, { ...defaultLimits, maxDepth: 8 })
    let deep: unknown = text
    for (let n = 0; n < 20; n++) deep = [deep]
    const parts = [[1, 1, 'S.m', [deep]] as const, [7, 3, deep] as const].flatMap((frame) =>
      cut(codec, frame, 9000),
    )
    expect(read(session, batchOf(codec, ...parts, [20, 1]))).toMatchObject([
      { type: 'bad', of: 'call', id: 1 },
      { type: 'bad', of: 'item', id: 3 },
      { type: 'ping' },
    ])
  })

  it('of a type that this version does not know are ignored and counted', () => {
    const { session } = open(codec)
    expect(read(session, batchOf(codec, ...cut(codec, [99, 1, text], 9000)))).toEqual([])
    expect(session.ignored).toBe(1)
  })

  it('are refused before anything is kept when the frame is larger than is taken', () => {
    const { session } = open(codec, { ...defaultLimits, maxMessageBytes: 40_000 })
    expect(read(session, batchOf(codec, first(1, 40_001)))).toEqual([
      {
        type: 'bad',
        of: 'call',
        id: 1,
        fault: '40001 bytes, this side takes at most 40000 (maxMessageBytes)',
      },
    ])
    // More than was announced, were it kept.
    expect(read(session, batchOf(codec, more(1, 30_000), more(1, 30_000)))).toEqual([])
    expect(
      read(session, batchOf(codec, ...cut(codec, [1, 3, 'S.m', ['x'.repeat(17_000)]], 9000))),
    ).toHaveLength(1)
  })

  it('that announce over 64 MiB together end the connection, and one alone does not', () => {
    const huge = { ...defaultLimits, maxMessageBytes: 2 * maxUnfinishedBytes }
    const { session } = open(codec, huge)
    read(session, batchOf(codec, first(1, 2 * maxUnfinishedBytes)))
    expect(caught(() => read(session, batchOf(codec, first(3, 20_000))))).toMatchObject({ close: 'tooLarge' })
    const other = open(codec, huge).session
    read(other, batchOf(codec, first(1, maxUnfinishedBytes - 20_000)))
    read(other, batchOf(codec, first(3, 20_000)))
    expect(caught(() => read(other, batchOf(codec, first(5, 16 * 1024))))).toMatchObject({
      close: 'tooLarge',
    })
  })

  it('that were dropped, refused or are whole announce nothing any more', () => {
    const { session } = open(codec, { ...defaultLimits, maxMessageBytes: maxUnfinishedBytes })
    const all = maxUnfinishedBytes - 20_000
    read(session, batchOf(codec, first(99, 16_384))) // one stays
    for (let n = 0; n < 3; n++) {
      read(session, batchOf(codec, first(1, all), [6, 1]))
      read(session, batchOf(codec, first(1, all), first(3, maxUnfinishedBytes + 1), [6, 1]))
      expect(read(session, batchOf(codec, ...cut(codec, [1, 5, 'S.m', [text]], 9000)))).toHaveLength(1)
    }
    read(session, batchOf(codec, first(1, all)))
  })

  it.each([
    {
      what: 'more than was announced',
      why: 'are more than the 16384 bytes',
      frames: [first(1, 16_384, 2000), more(1, 14_385)],
    },
    {
      what: 'more than was announced, at once',
      why: 'are more than the 16384 bytes',
      frames: [first(1, 16_384, 16_385)],
    },
    { what: 'a tiny piece in the middle', why: 'a PART of', frames: [first(1, 16_384), more(1, 1023)] },
    { what: 'an empty piece', why: 'a PART of', frames: [first(1, 16_384), more(1, 0)] },
    {
      what: 'a second beginning',
      why: 'a second frame in parts',
      frames: [first(1, 16_384), first(1, 16_384)],
    },
    {
      what: 'a second beginning of another type',
      why: 'a second frame in parts',
      frames: [first(1, 16_384), first(1, 16_384, 2000, 7)],
    },
    {
      what: 'a second beginning that is too large',
      why: 'a second frame in parts',
      frames: [first(1, 16_384), first(1, 17 * 2 ** 20)],
    },
  ])('that break the rules end the connection: $what', ({ why, frames }) => {
    const { session } = open(codec)
    const error = caught(() => read(session, batchOf(codec, ...frames)))
    expect(error).toMatchObject({ close: 'malformed', message: expect.stringContaining(why) as string })
  })

  it.each<[what: string, encoding: Payload, said: { id: unknown; type: unknown }]>([
    ['two frames', pad([1, 1, 'S.m', []], [1, 3, 'S.m', []]), { id: 1, type: 1 }],
    ['none', pad(), { id: 1, type: 1 }],
    ['a frame of another id', pad([1, 3, 'S.m', []]), { id: 1, type: 1 }],
    ['a frame of another type', pad([7, 1, 1]), { id: 1, type: 1 }],
    ['a PART', pad([11, 1, 'x']), { id: 1, type: 11 }],
    ['a PART that was announced as something else', pad([11, 1, 'x']), { id: 1, type: 1 }],
    ['a STATUS', pad([18, { services: {}, concurrency: 1 }]), { id: 1, type: 18 }],
    ['a HELLO', pad([16, {}]), { id: 1, type: 16 }],
    ['a count', pad(7), { id: 1, type: 1 }],
    ['a count and a frame', pad(7, [1, 1, 'S.m', []]), { id: 1, type: 1 }],
    ['what can not be read', junk(), { id: 1, type: 1 }],
    ['a bad frame of another id', pad([1, 3, 'S.m', deep(100)]), { id: 1, type: 1 }],
    ['a bad frame of another type', pad([7, 1, deep(100)]), { id: 1, type: 1 }],
  ])('that hold %s end the connection', (_what, encoding, said) => {
    const { session } = open(codec)
    const parts = cutEncoding(codec, encoding, { ...said, total: lengthOf(encoding) }, 9000)
    expect(caught(() => read(session, batchOf(codec, ...parts)))).toMatchObject({ close: 'malformed' })
  })

  function deep(depth: number): unknown {
    return depth === 0 ? 1 : [deep(depth - 1)]
  }

  function lengthOf(payload: Payload): number {
    return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
  }

  /** What stands between the brackets of a batch, made long enough to be cut. */
  function pad(...elements: readonly (Frame | number)[]): Payload {
    const padded = elements.map((element) =>
      typeof element === 'number' ? element : [...element, null, null, 'x'.repeat(17_000)],
    )
    const last = padded.at(-1)
    if (codec.format === 'text') {
      const inner = padded.map((element) => JSON.stringify(element)).join(',')
      return typeof last === 'object' ? inner : inner + ' '.repeat(17_000)
    }
    const encoder = codec.createEncoder({ ...defaultLimits, maxDepth: 200 })
    const pieces = padded.map((element) => {
      if (typeof element === 'number') return new Uint8Array([element])
      encoder.append(element)
      return encoder.takeLast() as Uint8Array
    })
    const whole = pieces.flatMap((piece) => [...piece])
    // MessagePack has no white space: what comes behind is one more thing that does not belong there.
    return new Uint8Array(typeof last === 'object' ? whole : [...whole, ...new Uint8Array(17_000)])
  }

  function junk(): Payload {
    return codec.format === 'text' ? '[1,1,"S.m",['.padEnd(17_000) : new Uint8Array(17_000).fill(0xc1)
  }

  /** A frame with a text that makes its encoding exactly so long. */
  function encodingOf(frame: readonly [number, number, string, readonly unknown[]], total: number): Payload {
    const encoder = codec.createEncoder(defaultLimits)
    const [type, id, method] = frame
    const around = encoder.append([type, id, method, ['x'.repeat(1000)]]) - 1000
    encoder.takeLast()
    encoder.append([type, id, method, ['x'.repeat(total - around)]])
    return encoder.takeLast()
  }
})

describe.each(codecs)('a STATUS, in $name', (codec) => {
  function status(size: number, letter = 'x'): Frame {
    const methods = Array.from({ length: Math.ceil(size / 200) }, () => letter.repeat(195))
    return [18, { services: { S: methods }, concurrency: 1 }]
  }

  it('of over 64 KiB ends the connection', () => {
    expect(read(open(codec).session, batchOf(codec, status(maxStatusBytes - 3000)))).toHaveLength(1)
    const tooMuch = batchOf(codec, status(maxStatusBytes + 3000))
    expect(caught(() => read(open(codec).session, tooMuch))).toMatchObject({ close: 'tooLarge' })
  })

  it('is measured in bytes, and not in characters', () => {
    const tooMuch = batchOf(codec, status(maxStatusBytes / 2, '€'))
    expect(caught(() => read(open(codec).session, tooMuch))).toMatchObject({ close: 'tooLarge' })
  })

  it('that is small may come with others that are not', () => {
    const batch = batchOf(
      codec,
      status(1000),
      [2, 1, 'S.m', ['x'.repeat(50_000)]],
      [2, 3, 'S.m', ['x'.repeat(30_000)]],
    )
    expect(read(open(codec).session, batch)).toMatchObject([
      { type: 'status' },
      { type: 'notify' },
      { type: 'notify' },
    ])
  })
})
