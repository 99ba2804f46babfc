import { afterEach, describe, expect, test, vi } from 'vitest'
import { mask, readKey } from '../../src/framing/mask.ts'
import { content, keyBytes, masked } from './frames.ts'

/** With each bit set and not, in each place; the highest one makes the number negative. */
const keys = [0, 1, 0x01020304, 0x7fffffff, 0x80000000 | 0, 0xff00ff00 | 0, 0x12345678, -1]
const sizes = Array.from({ length: 301 }, (_, size) => size)
const offsets = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** `size` bytes that begin at `offset` of their memory, between bytes that are none of theirs. */
function around(size: number, offset: number): Uint8Array {
  return content(offset + size + 9, 3)
}

type Mask = typeof mask

/** The first case that differs from what the RFC says, as text. */
function firstWrong(maskIt: Mask): string | undefined {
  for (const key of keys) {
    for (const offset of offsets) {
      for (const size of sizes) {
        const memory = around(size, offset)
        const before = memory.slice()
        maskIt(memory, offset, offset + size, key)
        const right = before.slice()
        right.set(masked(before.subarray(offset, offset + size), keyBytes(key)), offset)
        if (!memory.every((byte, place) => byte === right[place])) return `${key}, ${offset}, ${size}`
      }
    }
  }
  return undefined
}

describe('a mask', () => {
  test('is that of the RFC for every size and place, and touches nothing around', () => {
    expect(firstWrong(mask)).toBeUndefined()
  })

  test('is right in memory that begins anywhere in its buffer', () => {
    for (const shift of offsets) {
      const bytes = new Uint8Array(around(200, 8).buffer, shift)
      const right = masked(bytes.slice(2, 150), keyBytes(-2))
      mask(bytes, 2, 150, -2)
      expect(bytes.slice(2, 150)).toEqual(right)
    }
  })

  test('is its own inverse', () => {
    for (const size of [0, 5, 47, 48, 49, 300, 70_001]) {
      const bytes = content(size)
      mask(bytes, 0, size, 0xdeadbeef | 0)
      mask(bytes, 0, size, 0xdeadbeef | 0)
      expect(Buffer.from(content(size)).equals(bytes)).toBe(true)
    }
  })

  test('of a large message is right to the last byte', () => {
    for (const size of [65_536, 65_537, 65_538, 65_539]) {
      const bytes = content(size)
      mask(bytes, 0, size, 0x89abcdef | 0)
      expect(Buffer.from(masked(content(size), keyBytes(0x89abcdef))).equals(bytes)).toBe(true)
    }
  })
})

test.each(keys)('the key %d is read as it lies in the header', (key) => {
  expect(readKey(Uint8Array.from([9, 9, ...keyBytes(key), 9]), 2)).toBe(key)
})

describe('on a machine that has the high byte first', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  test('it is the same, without words', async () => {
    vi.resetModules()
    // One in two bytes, as such a machine has it; and no way to make words.
    vi.stubGlobal('Uint16Array', function one() {
      return { buffer: Uint8Array.from([0, 1]).buffer }
    })
    vi.stubGlobal('Int32Array', undefined)
    const there = await import('../../src/framing/mask.ts')
    expect(there.mask).not.toBe(mask)
    expect(firstWrong(there.mask)).toBeUndefined()
  })
})
