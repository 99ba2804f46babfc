import { describe, expect, it } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { gob } from '../../src/gob/gob.ts'
import { readTime, writeTime } from '../../src/gob/time.ts'
import { fromHex, toHex } from './vectors.ts'

/** As Go writes it: a vector has the same. */
const leapDay = '010000000edd7270f02f072f40ffff'

/** Version 1, a time zone of one hour, and these seconds and nanoseconds. */
const bytesOf = (seconds: string, nanoseconds: string) => fromHex(`01${seconds}${nanoseconds}003c`)

describe('a time of Go', () => {
  it('is written as Go writes it', () => {
    expect(toHex(writeTime(new Date('2024-02-29T12:34:56.789Z')))).toBe(leapDay)
  })

  it.each([0, -1, 1, 999, -1000, -62_135_596_800_001, 8.64e15, -8.64e15])('comes back: %i', (ms) => {
    expect(readTime(writeTime(new Date(ms)))).toStrictEqual(new Date(ms))
  })

  it('has no parts of a millisecond here', () => {
    expect(readTime(bytesOf('0000000e7791f700', '000f423f'))).toStrictEqual(new Date(0))
  })

  it.each([
    ['of too many nanoseconds', bytesOf('0000000e7791f700', '3b9aca00')],
    ['after all Dates', bytesOf('7fffffffffffffff', '00000000')],
    ['before all Dates', bytesOf('8000000000000000', '00000000')],
    ['that is short', fromHex(leapDay.slice(0, -2))],
    ['that is long', fromHex(`${leapDay}00`)],
    ['of version 2 that is short', fromHex(leapDay.replace(/^01/, '02'))],
    ['of another version', fromHex(leapDay.replace(/^01/, '03'))],
    ['of no bytes', new Uint8Array(0)],
  ])('is none: one %s', (_name, bytes) => {
    expect(readTime(bytes)).toBeUndefined()
  })
})

describe('bytes that look like a time of Go', () => {
  const bytes = fromHex(leapDay)

  it.each([
    ['Time', new Date('2024-02-29T12:34:56.789Z')],
    ['', new Date('2024-02-29T12:34:56.789Z')],
    ['Stamp', bytes],
  ])('are one if their type may be: %j', (name, value) => {
    const stream = new GobEncoder().encode(gob.of(gob.marshaled('GobEncoder', name), bytes))
    expect([...new GobDecoder().push(stream)]).toStrictEqual([value])
  })

  it.each(['Time', ''])('are none where another kind of type made them: %j', (name) => {
    const stream = new GobEncoder().encode(gob.of(gob.marshaled('BinaryMarshaler', name), bytes))
    expect([...new GobDecoder().push(stream)]).toStrictEqual([bytes])
  })

  it('are text where they are', () => {
    const stream = new GobEncoder().encode(gob.of(gob.marshaled('TextMarshaler', 'Time'), 'noon'))
    expect([...new GobDecoder().push(stream)]).toStrictEqual(['noon'])
  })
})

it('bytes are a copy, and keep no more memory than they have', () => {
  const stream = new GobEncoder().encode(['x'.repeat(1000)], new Uint8Array([1, 2]))
  const [, bytes] = [...new GobDecoder().push(stream)] as [unknown, Uint8Array]
  expect(bytes).toStrictEqual(new Uint8Array([1, 2]))
  expect(bytes.buffer.byteLength).toBe(2)
})
