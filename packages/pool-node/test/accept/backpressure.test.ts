import { describe, expect, test } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { content } from './frames.ts'
import { inWords } from './in-words.ts'
import { plainPair, tlsPair, type WsEnd } from './ws-pair.ts'

const kibibyte = 1024

/** Resolves when what was buffered has left. */
function drained(end: WsEnd): Promise<void> {
  return new Promise((resolve) => {
    Object.assign(end.ear, { drained: resolve })
  })
}

expectNothingLeft()

describe.each([
  ['a plain connection', plainPair],
  ['TLS', tlsPair],
])('over %s', (_what, makePair) => {
  test.each([
    ['a provider', 'near', 'far'],
    ['the pool', 'far', 'near'],
  ] as const)(
    'what %s sends to a slow reader waits, is counted, and arrives as it was',
    async (_who, from, to) => {
      await using pair = await makePair()
      const { transport } = pair[from]
      pair[to].stream.pause()
      const sent = Array.from({ length: 200 }, (_, n) => content(60 * kibibyte, n))
      const left = drained(pair[from])
      for (const message of sent) transport.send(message)
      expect(transport.bufferedAmount).toBeGreaterThan(6 * 1024 * kibibyte)
      // Some of it has left when more comes: its memory must not be what still waits.
      for (let turn = 0; turn < 5; turn++) {
        await new Promise((resolve) => setImmediate(resolve))
        sent.push(content(30 * kibibyte, turn))
        transport.send(sent.at(-1) as Uint8Array)
      }
      pair[to].stream.resume()
      expect(inWords(await pair[to].ear.received(sent.length))).toEqual(inWords(sent))
      await left
      expect(transport.bufferedAmount).toBe(0)
    },
  )
})

test('a provider that sends for long uses its memory again, and every message is right', async () => {
  await using pair = await plainPair()
  const sent: Uint8Array[] = []
  for (let n = 0; n < 300; n++) {
    sent.push(content(3000 + n * 200, n))
    pair.near.transport.send(sent.at(-1) as Uint8Array)
    if (n % 7 === 0) await pair.far.ear.received(n)
  }
  expect(inWords(await pair.far.ear.received(300))).toEqual(inWords(sent))
})

test('what is sent into a connection that is gone is dropped, and says so', async () => {
  await using pair = await plainPair()
  pair.near.stream.destroy()
  // The end is not told yet.
  expect(() => pair.near.transport.send(content(5))).not.toThrow()
  expect(() => pair.near.transport.send(content(60 * kibibyte))).not.toThrow()
  expect((await pair.near.ear.end()).code).toBe(1006)
  expect(pair.near.transport.send(content(5))).toBe(false)
  expect(pair.near.transport.send(content(60 * kibibyte))).toBe(false)
  expect((await pair.far.ear.end()).code).toBe(1006)
})
