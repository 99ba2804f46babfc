import { describe, expect, test } from 'vitest'
import { maskedFrame, plainFrame } from '../../src/framing/frame-writer.ts'
import { content, frameBytes, keyBytes } from './frames.ts'

/** Memory as it comes from a pool: full of others' bytes. */
function dirty(size: number): Uint8Array {
  return new Uint8Array(size).fill(0xaa)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** Around each border of the header (RFC 6455, section 5.2). */
const headers: readonly [size: number, plain: string, masked: string][] = [
  [0, '8200', '8280'],
  [1, '8201', '8281'],
  [125, '827d', '82fd'],
  [126, '827e007e', '82fe007e'],
  [127, '827e007f', '82fe007f'],
  [256, '827e0100', '82fe0100'],
  [65_535, '827effff', '82feffff'],
  [65_536, '827f0000000000010000', '82ff0000000000010000'],
  [70_000, '827f0000000000011170', '82ff0000000000011170'],
]

describe.each(headers)('a frame of %i bytes', (size, plain, masked) => {
  const message = content(size)

  test('has the header of the RFC, and the message behind it', () => {
    const frame = plainFrame(message, dirty)
    expect(hex(frame)).toBe(`${plain}${hex(message)}`)
    expect(hex(frame)).toBe(hex(frameBytes({ first: 0x82, payload: message })))
  })

  test.each([0, 1, 0x80818283 | 0, -1])('is masked with the key %d, which goes with it', (key) => {
    const frame = maskedFrame(message, key, dirty)
    expect(hex(frame).startsWith(`${masked}${hex(keyBytes(key))}`)).toBe(true)
    expect(hex(frame)).toBe(hex(frameBytes({ first: 0x82, payload: message, key: keyBytes(key) })))
  })

  test('leaves the message as it was', () => {
    maskedFrame(message, 0x01020304, dirty)
    plainFrame(message, dirty)
    expect(hex(message)).toBe(hex(content(size)))
  })
})

test('a message that is a part of larger memory is written without what lies around it', () => {
  const memory = content(400)
  const part = memory.subarray(100, 300)
  for (const frame of [plainFrame(part, dirty), maskedFrame(part, 0, dirty)]) {
    expect(hex(frame.subarray(-200))).toBe(hex(memory.slice(100, 300)))
  }
})

test('memory that begins anywhere in its buffer does', () => {
  const message = content(70_000)
  for (const shift of [0, 1, 2, 3, 5]) {
    const frame = maskedFrame(message, 77, (size) => new Uint8Array(shift + size).subarray(shift))
    expect(hex(frame)).toBe(hex(frameBytes({ first: 0x82, payload: message, key: keyBytes(77) })))
    expect(hex(plainFrame(message, (size) => new Uint8Array(shift + size).subarray(shift)))).toBe(
      hex(frameBytes({ first: 0x82, payload: message })),
    )
  }
})
