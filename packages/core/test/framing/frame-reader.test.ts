import { describe, expect, test } from 'vitest'
import { concat, content, type Frame, frameBytes, keyBytes } from './frames.ts'
import { inWords, message, other, reading } from './reading.ts'

const key = keyBytes(0x81726354 | 0)
const whole = (size: number, more: Partial<Frame> = {}): Uint8Array =>
  frameBytes({ first: 0x82, payload: content(size), key, ...more })

/** Around each border of the header. */
const sizes = [0, 1, 125, 126, 127, 255, 65_535, 65_536, 70_000]

describe.each([true, false])('of a side that masks: %s', (masked) => {
  const own = masked ? { key } : { key: undefined }
  const others = masked ? { key: undefined } : { key }

  test.each(sizes)('a message of %i bytes is taken', (size) => {
    const { reader, told } = reading({ masked })
    reader.read(whole(size, own))
    expect(inWords(told)).toEqual([message(content(size))])
  })

  test('one that is masked as the other side must is left alone', () => {
    const { reader, told } = reading({ masked })
    reader.read(whole(10, others))
    expect(inWords(told)).toEqual([other(whole(10, others))])
  })

  test.each([130, 70_000])('one of %i bytes is taken wherever the chunk ends', (size) => {
    const stream = whole(size, own)
    for (const cut of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 100, stream.length - 1]) {
      const { reader, told } = reading({ masked })
      reader.read(stream.slice(0, cut))
      expect(inWords(told)).toEqual([])
      reader.read(stream.slice(cut))
      expect(inWords(told)).toEqual([message(content(size))])
    }
  })
})

test('byte by byte it is the same', () => {
  const { reader, told } = reading()
  for (const byte of concat([whole(0), whole(300), whole(5)])) reader.read(Uint8Array.of(byte))
  expect(inWords(told)).toEqual([message(content(0)), message(content(300)), message(content(5))])
})

test('many in one chunk are all taken, in order', () => {
  const { reader, told } = reading()
  reader.read(concat([whole(3), whole(0), whole(200), whole(1)]))
  expect(inWords(told)).toEqual([3, 0, 200, 1].map((size) => message(content(size))))
})

test('a message is plain bytes, also out of a Buffer, in one piece and in two', () => {
  const { reader, told } = reading({ allocate: (size) => Buffer.allocUnsafe(size) })
  const stream = Buffer.from(concat([whole(10), whole(300)]))
  reader.read(stream.subarray(0, 100))
  reader.read(stream.subarray(100))
  expect(told.map(({ kind }) => kind)).toEqual(['message', 'message'])
  expect(told.every(({ given }) => Object.getPrototypeOf(given) === Uint8Array.prototype)).toBe(true)
})

test.each([2, 8] as const)('a length may be written in %i bytes, although less would do', (lengthIn) => {
  const { reader, told } = reading()
  reader.read(whole(7, { lengthIn }))
  expect(inWords(told)).toEqual([message(content(7))])
})

test('the largest that is taken has as many bytes as may be, and the limit can change', () => {
  const { reader, told } = reading({ maxBytes: 100 })
  reader.read(whole(100))
  reader.read(whole(101))
  reader.maxBytes = 101
  reader.read(whole(101))
  expect(inWords(told)).toEqual([message(content(100)), other(whole(101)), message(content(101))])
})

test('no memory is asked for a message that is too large, nor for one that came at once', () => {
  const asked: number[] = []
  const allocate = (size: number): Uint8Array => (asked.push(size), new Uint8Array(size))
  const { reader } = reading({ maxBytes: 1000, allocate })
  reader.read(whole(1001).subarray(0, 20))
  reader.read(whole(1001).subarray(20))
  reader.read(whole(1000))
  expect(asked).toEqual([])
  reader.read(whole(1000).subarray(0, 20))
  expect(asked).toEqual([1000])
})

/** What is somebody else's matter. */
const strange: readonly [name: string, frame: Frame][] = [
  ['a text', { first: 0x81, payload: content(5), key }],
  ['a ping', { first: 0x89, payload: content(5), key }],
  ['a pong', { first: 0x8a, payload: content(0), key }],
  ['a reserved opcode', { first: 0x83, payload: content(5), key }],
  ['RSV1', { first: 0xc2, payload: content(5), key }],
  ['RSV2', { first: 0xa2, payload: content(5), key }],
  ['RSV3', { first: 0x92, payload: content(5), key }],
  ['a large text', { first: 0x81, payload: content(70_000), key }],
]

test.each(strange)('%s goes on as it is, and the next message is taken', (_name, frame) => {
  const { reader, told } = reading()
  const bytes = frameBytes(frame)
  reader.read(concat([whole(1), bytes, whole(2)]))
  expect(inWords(told)).toEqual([message(content(1)), other(bytes), message(content(2))])
})

test('nothing of a message in fragments is taken, and what is between them is left alone', () => {
  const { reader, told } = reading()
  const fragments = [0x02, 0x00, 0x89, 0x82, 0x00].map((first) =>
    frameBytes({ first, payload: content(4), key }),
  )
  reader.read(concat(fragments.slice(0, 3)))
  reader.read(frameBytes({ first: 0x80, payload: content(4), key }))
  reader.read(whole(9))
  expect(inWords(told)).toEqual([
    other(...fragments.slice(0, 3), frameBytes({ first: 0x80, payload: content(4), key })),
    message(content(9)),
  ])
  const broken = reading()
  broken.reader.read(concat(fragments.slice(0, 4)))
  expect(inWords(broken.told)).toEqual([other(...fragments.slice(0, 4))])
})

test('a length of more than fits into a number goes on, and so does all that follows', () => {
  const { reader, told } = reading()
  const header = Uint8Array.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])
  reader.read(header)
  reader.read(whole(3))
  expect(inWords(told)).toEqual([other(header, whole(3))])
})

test('behind a CLOSE there is nothing, in this chunk or in a later one', () => {
  const { reader, told } = reading()
  const close = frameBytes({ first: 0x88, payload: Uint8Array.of(3, 232), key })
  reader.read(concat([whole(1), close.subarray(0, 3)]))
  reader.read(concat([close.subarray(3), whole(2), frameBytes({ first: 0x89, payload: content(1), key })]))
  reader.read(whole(3))
  expect(inWords(told)).toEqual([message(content(1)), other(close)])
})

describe('after stop there is nothing', () => {
  const text = frameBytes({ first: 0x81, payload: content(50), key })

  test.each([
    ['the rest of a message', whole(50).subarray(0, 30), whole(50).subarray(30)],
    ['the rest of a header', whole(50).subarray(0, 3), whole(50).subarray(3)],
    ['the rest of a text', text.subarray(0, 30), text.subarray(30)],
    ['a message', whole(1), whole(2)],
    ['a text', whole(1), text],
  ])('of %s', (_what, first, second) => {
    const { reader, told } = reading()
    reader.read(first)
    const before = inWords(told)
    reader.stop()
    reader.read(second)
    reader.read(whole(3))
    reader.goOn()
    expect(inWords(told)).toEqual(before)
  })
})

describe('a frame that has to be judged', () => {
  const wrong = frameBytes({ first: 0xf1, payload: content(5), key })

  test('holds what is behind it, until it goes on', () => {
    const { reader, told } = reading({ judges: () => true })
    reader.read(concat([whole(1), wrong, whole(2), wrong, whole(3)]))
    expect(inWords(told)).toEqual([message(content(1)), other(wrong)])
    reader.goOn()
    expect(inWords(told).slice(2)).toEqual([message(content(2)), other(wrong)])
    reader.goOn()
    expect(inWords(told).slice(4)).toEqual([message(content(3))])
    reader.goOn()
    expect(told).toHaveLength(5)
  })

  test('is the last one if it was wrong', () => {
    const { reader, told } = reading({ judges: () => true })
    reader.read(concat([wrong, whole(2)]))
    reader.stop()
    reader.goOn()
    expect(inWords(told)).toEqual([other(wrong)])
  })

  test('holds a chunk that comes all the same', () => {
    const { reader, told } = reading({ judges: () => true })
    reader.read(concat([wrong, whole(2).subarray(0, 4)]))
    reader.read(whole(2).subarray(4))
    expect(inWords(told)).toEqual([other(wrong), message(content(2))])
  })
})

describe('a message whose memory is transferred', () => {
  /** Transfers the first message that is told, as `worker.postMessage(bytes, [bytes.buffer])` does. */
  function transferring(): ReturnType<typeof reading> {
    const scene = reading({
      onEvent: () => {
        if (scene.told.length === 1)
          structuredClone(0, { transfer: [scene.told[0]?.given.buffer as ArrayBuffer] })
      },
    })
    return scene
  }

  test('takes with it what came behind it in the chunk: that is told', () => {
    const { reader, told } = transferring()
    reader.read(concat([whole(100), whole(200)]))
    expect(told.map(({ kind }) => kind)).toEqual(['message', 'detached'])
  })

  test('harms nobody if it was the last', () => {
    const { reader, told } = transferring()
    reader.read(concat([whole(100)]))
    reader.read(whole(200))
    expect(told.map(({ kind }) => kind)).toEqual(['message', 'message'])
  })
})
