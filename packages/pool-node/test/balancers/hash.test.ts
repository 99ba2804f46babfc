import { seededRandom } from '@wsrpc/contract-tests/chance'
import { deviation, tally } from '@wsrpc/contract-tests/tally'
import { expect, test } from 'vitest'
import { hash32, mix32 } from '../../src/balancers/hash.ts'

test.each([
  ['', 0xab3e7c0b],
  ['foobar', 0x0c0da6dc],
  ['user-1', 0x778f8aec],
  ['€🦓', 0xbed774ec],
])('the hash of %j is the same number everywhere', (text, expected) => {
  expect(hash32(text) >>> 0).toBe(expected)
})

test.each([
  [0, 0],
  [1, 0x514e28b7],
])('mixing %i is what MurmurHash3 makes of it', (number, expected) => {
  expect(mix32(number) >>> 0).toBe(expected)
})

test('hashes are whole numbers of 32 bits, signed', () => {
  const hashes = Array.from({ length: 1000 }, (_, n) => hash32(`user-${n}`))
  expect(hashes).toEqual(hashes.map((hash) => hash | 0))
  expect(new Set(hashes.map(Math.sign))).toEqual(new Set([-1, 1]))
})

const sequences: readonly (readonly [string, (n: number) => string])[] = [
  ['a counter behind a word', (n) => `user-${n}`],
  ['a counter alone', (n) => String(n)],
  ['a counter with zeros', (n) => String(n).padStart(12, '0')],
  ['a counter before a word', (n) => `${n}@example.org`],
  ['one character', (n) => String.fromCharCode(n)],
  ['the same character, longer and longer', (n) => 'a'.repeat(n % 500) + 'b'.repeat(n / 500)],
]

// Keys of one application are alike. Three ways to make ten of a hash, so that no bits are left out.
test.each(sequences)('keys that are %s spread evenly over ten', (_which, key) => {
  const places = Array.from({ length: 10 }, (_, place) => place)
  const byRest = tally(places, 10_000, (n) => (hash32(key(n)) >>> 0) % 10)
  const byHighBits = tally(places, 10_000, (n) => Math.floor(((hash32(key(n)) >>> 0) / 2 ** 32) * 10))
  const byMiddleBits = tally(places, 10_000, (n) => ((hash32(key(n)) >>> 8) & 0xffff) % 10)
  for (const counts of [byRest, byHighBits, byMiddleBits]) expect(deviation(counts, () => 1)).toBeLessThan(1)
})

test('whichever bit of a text changes, each bit of the hash changes in about half of the cases', () => {
  const random = seededRandom(9)
  const texts = Array.from({ length: 1500 }, () =>
    Array.from({ length: 8 }, () => 97 + Math.floor(random() * 26)),
  )
  for (let bit = 0; bit < 8 * 5; bit++) {
    const changes = Array.from({ length: 32 }, () => 0)
    for (const text of texts) {
      const other = text.map((code, at) => (at === bit >> 3 ? code ^ (1 << (bit & 7)) : code))
      const difference = hash32(String.fromCharCode(...text)) ^ hash32(String.fromCharCode(...other))
      for (let at = 0; at < 32; at++) changes[at] = (changes[at] as number) + ((difference >>> at) & 1)
    }
    const parts = changes.map((count) => count / texts.length)
    // A fair coin's part is within 0.08 of a half but for once in 10⁹; the finaliser is nearly one.
    expect(Math.min(...parts), `bit ${bit}`).toBeGreaterThan(0.42)
    expect(Math.max(...parts), `bit ${bit}`).toBeLessThan(0.58)
  }
})
