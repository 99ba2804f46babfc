import { afterEach, expect, test, vi } from 'vitest'
import { MaskingKeys } from '../src/dial/masking-keys.ts'

afterEach(() => void vi.restoreAllMocks())

test('each key is another, also when many were drawn', () => {
  const keys = new MaskingKeys()
  const drawn = Array.from({ length: 5000 }, () => keys.next())
  // Of 5000 keys out of 2^32, two are the same by chance three times in a thousand.
  expect(new Set(drawn).size).toBeGreaterThanOrEqual(4998)
  expect(drawn.every((key) => Number.isInteger(key) && (key | 0) === key)).toBe(true)
})

test('all come out of the strong source, and none is used twice', () => {
  let next = 0
  const draw = vi.spyOn(crypto, 'getRandomValues').mockImplementation((into) => {
    const keys = into as unknown as Int32Array
    keys.forEach((_, place) => (keys[place] = next++))
    return into
  })
  const keys = new MaskingKeys()
  expect(draw).not.toHaveBeenCalled()
  expect(Array.from({ length: 3000 }, () => keys.next())).toEqual(Array.from({ length: 3000 }, (_, n) => n))
  expect(draw).toHaveBeenCalledTimes(3)
})
