import { expect, test } from 'vitest'
import { WebSocket as WsSocket } from 'ws'
import { frameOf, mostCopied } from '../../src/accept/frame.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { socketPair } from './socket-pair.ts'

/** Around each border of the header (RFC 6455, section 5.2), and of what is written in one piece. */
const sizes = [
  0,
  1,
  2,
  125,
  126,
  127,
  255,
  256,
  4096,
  mostCopied - 1,
  mostCopied,
  mostCopied + 1,
  65_535,
  65_536,
]

function message(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, place) => (size + place) % 251)
}

expectNothingLeft()

test.each([
  ['the platform', (url: string) => new WebSocket(url)],
  ['ws', (url: string) => new WsSocket(url)],
])('all sizes arrive at %s whole and in order, between texts', async (_who, dial) => {
  await using pair = await socketPair(dial)
  const sent = sizes.flatMap((size) => [message(size), `text of ${size}`])
  const arrived: unknown[] = []
  const all = new Promise<void>((resolve, reject) => {
    pair.near.receiver = {
      message: (payload) => {
        if (arrived.push(payload) === sent.length) resolve()
      },
      closed: () => reject(new Error('closed')),
    }
  })
  for (const payload of sent) expect(pair.far.send(payload)).toBe(true)
  await all
  expect(arrived).toEqual(sent)
})

test('the header is that of the RFC: final, binary, not masked, the length in as few bytes as it takes', () => {
  const header = (size: number): string =>
    frameOf(message(size))
      .subarray(0, -size || undefined)
      .toString('hex')
  expect([1, 125, 126, 65_535].map(header)).toEqual(['8201', '827d', '827e007e', '827effff'])
  expect(frameOf(message(3))).toEqual(Buffer.from([0x82, 3, 3, 4, 5]))
})
