import { expect, test } from 'vitest'
import { encode, toBase64 } from '../../src/json/base64.ts'

test.each([0, 1, 2, 3, 4, 255, 12_287, 12_288, 12_289, 50_000])(
  '%i bytes are written as Node does',
  (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, n) => (n * 31) & 0xff)
    const expected = Buffer.from(bytes).toString('base64')
    expect(encode(bytes)).toBe(expected)
    expect(toBase64(bytes)).toBe(expected)
  },
)
