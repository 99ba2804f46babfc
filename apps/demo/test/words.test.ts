import { expect, test } from 'vitest'
import { size } from '../src/words.ts'

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [314_159, '314 kB'],
  [8 * 1024 * 1024, '8.4 MB'],
])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text))
