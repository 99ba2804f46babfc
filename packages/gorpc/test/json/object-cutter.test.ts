import { ProtocolError } from '@wsrpc/core'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { ObjectCutter } from '../../src/json/object-cutter.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const objects = [
  '{}',
  '{"a":1}',
  '{"a":"}{][","b":"\\"}"}',
  '{"a":"\\\\"}',
  '{"a":{"b":[{},[]]}}',
  '{"é€😀":"😀"}',
  `{"long":"${'x'.repeat(300)}"}`,
  // Escapes around the place where a long string is searched and not looked at byte by byte, and quotes behind them.
  ...Array.from({ length: 8 }, (_, n) =>
    JSON.stringify({ [`${'x'.repeat(58 + n)}\\"}{`]: '\\'.repeat(70 + n) }),
  ),
  JSON.stringify({ a: `${'x'.repeat(200)}\\\\"{`, b: `${'y'.repeat(100)}"`.repeat(5) }),
]
const stream = ` ${objects.join('\n\t\r ')}\n`

function cut(cutter: ObjectCutter, bytes: Uint8Array): string[] {
  return Array.from(cutter.push(bytes), (object) => decoder.decode(object))
}

test('objects are cut out of one piece', () => {
  expect(cut(new ObjectCutter(() => 10_000), encoder.encode(stream))).toEqual(objects)
})

test('objects are cut out of pieces, whatever their borders', () => {
  const bytes = encoder.encode(stream)
  for (const size of [1, 2, 3, 7, 64]) {
    const cutter = new ObjectCutter(() => 10_000)
    const found: string[] = []
    for (let at = 0; at < bytes.length; at += size) {
      // In memory that is written again, as the rest of an object must not be kept in it.
      const piece = bytes.slice(at, at + size)
      found.push(...cut(cutter, piece))
      piece.fill(0)
    }
    expect(found).toEqual(objects)
  }
})

test('a string of backslashes and quotes alone ends where it does, at any border', () => {
  for (let length = 0; length < 200; length++) {
    for (const end of ['', '"', '\\"', 'x"']) {
      const object = JSON.stringify({ a: '\\'.repeat(length) + end, b: '}' })
      const bytes = encoder.encode(`${object}{}`)
      const border = (length * 7) % bytes.length
      const cutter = new ObjectCutter(() => 10_000)
      const found = [
        ...cut(cutter, bytes.slice(0, border)),
        ...cut(cutter, new Uint8Array()),
        ...cut(cutter, bytes.slice(border)),
      ]
      expect(found).toEqual([object, '{}'])
    }
  }
})

test('the pieces of a long object are not copied over and over', () => {
  const cutter = new ObjectCutter(() => 2 ** 24)
  const piece = new Uint8Array(64).fill(0x78)
  cut(cutter, encoder.encode('{"a":"'))
  const start = performance.now()
  // With a copy of all for each it would be minutes.
  for (let n = 0; n < 100_000 && performance.now() - start < 5000; n++) cut(cutter, piece)
  expect(cut(cutter, encoder.encode('"}'))[0]).toHaveLength(8 + 6_400_000)
})

test.each(['1', '"a"', '[{}]', 'null', '}', '{}{}]', 'method', '\uFEFF{}'])(
  '%s is refused, and all after it',
  (text) => {
    const cutter = new ObjectCutter(() => 10_000)
    expect(() => cut(cutter, encoder.encode(text))).toThrow(ProtocolError)
    expect(() => cut(cutter, encoder.encode('{}'))).toThrow(ProtocolError)
  },
)

test('what came before something wrong is told', () => {
  const told: string[] = []
  const walk = (): void => {
    for (const object of new ObjectCutter(() => 10_000).push(encoder.encode('{"a":1}{"b":2}x'))) {
      told.push(decoder.decode(object))
    }
  }
  expect(walk).toThrow('something else than a JSON object')
  expect(told).toEqual(['{"a":1}', '{"b":2}'])
})

test.each([1, 5, 100])('an object that is too large is refused as soon as it is, in pieces of %i', (size) => {
  const cutter = new ObjectCutter(() => 20)
  expect(cut(cutter, encoder.encode('{"a":"0123456789ab"}'))).toHaveLength(1)
  const bytes = encoder.encode(`{"a":"${'x'.repeat(90)}`)
  let taken = 0
  const push = (): void => {
    for (; taken < bytes.length; taken += size) cut(cutter, bytes.slice(taken, taken + size))
  }
  expect(push).toThrow(expect.objectContaining({ close: 'tooLarge' }))
  expect(taken).toBeLessThan(21)
})

test('10,000 changed streams are cut into as many objects by whole as by pieces', () => {
  const random = seededRandom(11)
  const bytes = encoder.encode(stream)
  for (let n = 0; n < 10_000; n++) {
    const changed = bytes.slice()
    for (let m = 0; m < 8; m++) changed[Math.floor(random() * changed.length)] = Math.floor(random() * 128)
    const outcomes = [changed.length, 1 + Math.floor(random() * 50)].map((size) => {
      const cutter = new ObjectCutter(() => 10_000)
      const found: string[] = []
      try {
        for (let at = 0; at < changed.length; at += size) {
          for (const object of cutter.push(changed.slice(at, at + size))) found.push(decoder.decode(object))
        }
      } catch (error) {
        found.push(String(error))
      }
      return found
    })
    expect(outcomes[0]).toEqual(outcomes[1])
  }
})
