import { describe, expect, it } from 'vitest'
import { MalformedError, type Codec, type Frame, type Payload } from '../../src/codec/codec.ts'
import { defaultLimits, smallestLimits } from '../../src/limits.ts'
import { pick, random, seed, type Random } from './random.ts'
import { codecs, decode, encode, errors, values } from './values.ts'

const [msgpack, json] = codecs as readonly [Codec, Codec]

/** What a frame of the same elements takes that holds an empty piece, which is two bytes in both codecs. */
function overhead(codec: Codec): number {
  return (
    codec.createEncoder(defaultLimits).append([11, 5, codec === json ? '' : new Uint8Array(0), 123_456, 1]) -
    2
  )
}

function encodingOf(codec: Codec, frame: Frame): { encoding: Payload; size: number } {
  const encoder = codec.createEncoder(defaultLimits)
  const size = encoder.append(frame)
  return { encoding: encoder.takeLast(), size }
}

/** Cuts an encoding as a sender would, sends each piece in a frame, and returns what arrives. */
function travel(codec: Codec, encoding: Payload, most: () => number): Payload[] {
  const encoder = codec.createEncoder(defaultLimits)
  const around = overhead(codec)
  const parts: Payload[] = []
  for (let from = 0; from < encoding.length;) {
    const limit = most()
    const { data, end } = encoder.part(encoding, from, limit)
    expect(data.length).toBe(end - from)
    expect(end).toBeGreaterThan(from)
    expect(encoder.append([11, 5, data, 123_456, 1]) - around).toBeLessThanOrEqual(limit)
    // As much as fits: a character more would not have. In MessagePack the header is taken to be the largest.
    const more = end === encoding.length ? Infinity : sizeAsValue(codec, encoding.slice(from, end + 2))
    expect(more).toBeGreaterThan(limit - (codec === json ? 0 : 4))
    const [frame] = decode(codec, encoder.take())
    parts.push((frame as Frame)[2] as Payload)
    from = end
  }
  return parts
}

function sizeAsValue(codec: Codec, piece: Payload): number {
  return codec.createEncoder(defaultLimits).append([11, 5, piece, 123_456, 1]) - overhead(codec)
}

const halves = ['\ud83d', '\ude00', '\ude00\ud83d', 'x\udbff', '\udc00é']
const spices = [
  '"',
  '\\',
  '\n',
  '\0',
  '\u001f',
  '\x7f',
  '\u2028',
  'é',
  'я',
  '語',
  '😀',
  '$',
  '{"$Date":0}',
  'x',
]

function randomText(next: Random, length: number, from: readonly string[]): string {
  let text = ''
  while (text.length < length) text += pick(next, from).repeat(1 + next(3))
  return text
}

function randomFrame(next: Random): Frame {
  const text = randomText(next, next(3000), next(3) === 0 ? [...spices, ...halves] : spices)
  switch (next(4)) {
    case 0:
      return [1, 5, 'Service.method', [text, { [text.slice(0, 20)]: text }]]
    case 1:
      return [2, 6, [pick(next, values).value, text], { $Map: text }]
    case 2:
      return [1, next(2 ** 30), [Uint8Array.from({ length: next(5000) }, (_, i) => i), errors[0]]]
    default:
      return [3, 7, 'plain ascii text '.repeat(next(3000))]
  }
}

describe.each(codecs)('a frame in parts in $name', (codec) => {
  it(`arrives whole, and each part keeps to its size (seed ${seed})`, { timeout: 60_000 }, () => {
    const next = random(seed)
    for (let round = 0; round < 200; round++) {
      const frame = randomFrame(next)
      const { encoding, size } = encodingOf(codec, frame)
      const decoder = codec.createDecoder(defaultLimits)
      const least = pick(next, [64, 300, 4000])
      const parts = travel(codec, encoding, () =>
        Math.min(70_000, least + next(next(8) === 0 ? 70_000 : least)),
      )
      const joined = decoder.join(parts)
      const arrived = decoder.decode(joined)
      expect(arrived).toEqual(decode(codec, encode(codec, [frame])))
      expect(arrived).toHaveLength(1)
      expect(decoder.sizeOf(0)).toBe(size)
    }
  })

  it('is not changed by what its encoder does meanwhile', () => {
    const encoder = codec.createEncoder(defaultLimits)
    encoder.append([1, 1, 'before'])
    encoder.append([1, 5, 'é"'.repeat(100_000)])
    const encoding = encoder.takeLast()
    const copy = encoding.slice()
    for (let from = 0; from < encoding.length;) {
      const { data, end } = encoder.part(encoding, from, 1000)
      encoder.append([11, 5, data, encoding.length, 1])
      encoder.append([9, 'between'])
      if (encoder.size > 3000) encoder.take()
      from = end
    }
    expect(encoding).toEqual(copy)
  })

  it('a part is no longer than a string may be', () => {
    const encoder = codec.createEncoder({ ...defaultLimits, ...smallestLimits })
    const { encoding } = encodingOf(codec, [1, 5, 'x'.repeat(20_000)])
    const { data } = encoder.part(encoding, 0, 10_000)
    expect(encoder.append([11, 5, data, 20_000, 1])).toBeGreaterThan(4000)
  })

  it('is refused when a part is of the other kind', () => {
    const decoder = codec.createDecoder(defaultLimits)
    const { encoding } = encodingOf(codec, [1, 5])
    const other = codec === json ? new Uint8Array([0x91]) : '[1'
    expect(() => decoder.join([other])).toThrow(MalformedError)
    expect(() => decoder.join([encoding, other])).toThrow(MalformedError)
  })

  it('with a part that is missing is malformed', () => {
    const { encoding } = encodingOf(codec, [1, 5, 'x'.repeat(100)])
    const decoder = codec.createDecoder(defaultLimits)
    for (const parts of [[encoding.slice(0, 50)], [encoding.slice(50)], [encoding, encoding.slice(0, 1)]]) {
      expect(() => decoder.decode(decoder.join(parts))).toThrow(MalformedError)
    }
  })

  it('is held against the limits as one that came at once', () => {
    const { encoding } = encodingOf(codec, [1, 5, 'x'.repeat(100)])
    const decoder = codec.createDecoder({ ...defaultLimits, maxMessageBytes: 50 })
    const [frame] = decoder.decode(decoder.join([encoding]))
    expect(frame).toMatchObject({ type: 1, id: 5, fault: expect.stringContaining('more than 50') as string })
  })
})

describe('a part in JSON', () => {
  const encoder = json.createEncoder(defaultLimits)

  it('is cut by the size of each character in a string of JSON', () => {
    // What JSON.stringify writes has no control characters, and no half pairs.
    const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
    const before = 'a'.repeat(14)
    const wrong = [...units.filter((unit) => unit >= ' ' && !/[\ud800-\udfff]/.test(unit)), '😀'].filter(
      (unit) => {
        const most = before.length + Buffer.byteLength(JSON.stringify(unit))
        // It fits to the byte, and stays away when it does not.
        const fits = encoder.part(`${before}${unit}x`, 0, most).end
        const not = encoder.part(`${before}${unit}`, 0, most - 1).end
        return fits !== before.length + unit.length || not >= fits
      },
    )
    expect(wrong).toEqual([])
  })

  it(`is written as JSON.stringify would, wherever it is cut (seed ${seed})`, () => {
    const next = random(seed)
    for (let round = 0; round < 300; round++) {
      // Stretches with nothing to escape, some of them longer than what is looked at in one go.
      const stretches = Array.from({ length: 1 + next(6) }, () => [
        'x'.repeat(next(3) === 0 ? next(9000) : next(30)),
        randomText(next, next(100), spices),
      ])
      const text = JSON.stringify(stretches.flat())
      const least = pick(next, [16, 300, 5000])
      for (let from = 0; from < text.length;) {
        const most = least + next(10_000)
        const { data, end } = encoder.part(text, from, most)
        expect(data).toBe(text.slice(from, end))
        const written = JSON.stringify(data)
        expect(Buffer.byteLength(written)).toBeLessThanOrEqual(most)
        // As much as fits: not one character more would.
        const [following = 'more than fits'.repeat(most)] = text.slice(end, end + 2)
        expect(Buffer.byteLength(JSON.stringify(data + following))).toBeGreaterThan(most)
        const size = encoder.append([11, 5, data, 'beside'])
        const message = encoder.take() as string
        expect(message).toBe(`[[11,5,${written},"beside"]]`)
        expect(size).toBe(Buffer.byteLength(message) - 2)
        from = end
      }
    }
  })

  it('goes on even where not one character may be sent', () => {
    const narrow = json.createEncoder({ ...defaultLimits, maxStringBytes: 1 })
    expect(narrow.part('語😀"', 0, 16).end).toBe(1)
    expect(narrow.part('語😀"', 1, 16).end).toBe(3)
    expect(narrow.part('語😀"', 3, 16).end).toBe(4)
  })

  it('does not change another frame that is written after it', () => {
    const { data } = encoder.part('["a"]', 0, 100)
    encoder.append([3, 7, [{ [data as string]: 'b' }, data]])
    expect(decode(json, encoder.take())).toEqual([[3, 7, [{ '["a"]': 'b' }, '["a"]']]])
  })

  it('never ends inside of a surrogate pair', () => {
    const text = 'a😀'.repeat(50)
    for (let most = 16; most < 64; most++) {
      for (let from = 0; from < text.length;) {
        const { data, end } = encoder.part(text, from, most)
        expect(data).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/)
        from = end
      }
    }
  })

  it.each(['\x7f', '\\', '😀', '"', '語'])('goes on with the smallest parts: %j', (character) => {
    const text = character.repeat(40)
    let pieces = ''
    for (let from = 0; from < text.length;) {
      const { data, end } = encoder.part(text, from, 16)
      expect(end).toBeGreaterThan(from)
      pieces += data as string
      from = end
    }
    expect(pieces).toBe(text)
  })
})

it('a part in MessagePack is a view', () => {
  const encoder = msgpack.createEncoder(defaultLimits)
  encoder.append([1, new Uint8Array(100_000)])
  const encoding = encoder.takeLast() as Uint8Array
  const { data, end } = encoder.part(encoding, 1000, 64_000)
  expect((data as Uint8Array).buffer).toBe(encoding.buffer)
  expect(end).toBe(1000 + 64_000 - 5)
})

describe.each(codecs)('the sizes of a message in $name', (codec) => {
  it('are those that its sender knew', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const decoder = codec.createDecoder(defaultLimits)
    encoder.open(70_000)
    const sizes = [...values, ...halves.map((value) => ({ value }))].map(({ value }) =>
      encoder.append([3, 7, value]),
    )
    decoder.decode(encoder.take())
    expect(sizes.map((_, i) => decoder.sizeOf(i + 1))).toEqual(sizes)
    expect(decoder.sizeOf(0)).toBe(5)
  })

  it('are of bad frames too', () => {
    const encoder = codec.createEncoder(defaultLimits)
    const sizes = [encoder.append([1, 2, 'é'.repeat(100)]), encoder.append([1, 4, 'fine'])]
    const decoder = codec.createDecoder({ ...defaultLimits, maxStringBytes: 10 })
    expect(decoder.decode(encoder.take())).toMatchObject([{ id: 2 }, [1, 4, 'fine']])
    expect([0, 1].map((i) => decoder.sizeOf(i))).toEqual(sizes)
  })

  it('are known of the last message only, until it is let go', () => {
    const decoder = codec.createDecoder(defaultLimits)
    expect(() => decoder.sizeOf(0)).toThrow(RangeError)
    decoder.decode(encode(codec, [[1], [2]]))
    decoder.decode(encode(codec, [[1, 2, 3]]))
    expect(decoder.sizeOf(0)).toBe(codec === json ? 7 : 4)
    for (const index of [-1, 0.5, 1]) expect(() => decoder.sizeOf(index)).toThrow(RangeError)
    decoder.done()
    expect(() => decoder.sizeOf(0)).toThrow(RangeError)
    decoder.decode(encode(codec, [[1]]))
    expect(() => decoder.decode(codec === json ? '[[1],x]' : new Uint8Array([0x92, 0x91, 1]))).toThrow(
      MalformedError,
    )
    expect(() => decoder.sizeOf(0)).toThrow(RangeError)
  })
})
