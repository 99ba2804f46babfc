import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { maxWireBytes, type Payload } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { WebSocket as WsSocket, WebSocketServer } from 'ws'
import { Ear } from '@wsrpc/contract-tests/transport-ear'
import { expectNothingLeft } from '../support/leftovers.ts'
import { content } from './frames.ts'
import { inWords } from './in-words.ts'
import { socketPair } from './socket-pair.ts'
import { dialled, plainPair, tlsPair } from './ws-pair.ts'

/** The largest frame of the native dialect, and what a provider has for one that it masks. */
const [largest, masked] = [65 * 1024, 66 * 1024]

/** Each of these, one less and one more: of the header (RFC 6455, section 5.2), and of how it is written and read. */
const borders = [1, 126, 256, 2048, 4096, 65_536, largest, masked, maxWireBytes]
const sizes = [...borders.flatMap((size) => [size - 1, size, size + 1]), 1024 * 1024]

/** Each size, and a text between them. */
const all: readonly Payload[] = sizes.flatMap((size) => [content(size), `text of ${size}`])

expectNothingLeft()

describe.each([
  ['a plain connection', plainPair],
  ['TLS', tlsPair],
])('over %s, all sizes arrive whole and in order, between texts and pings', (_what, makePair) => {
  test.each([
    ['from the provider to the pool', 'near', 'far'],
    ['from the pool to the provider', 'far', 'near'],
  ] as const)('%s', async (_way, from, to) => {
    await using pair = await makePair()
    let pings = 0
    pair[to].socket.on('ping', () => pings++)
    for (const payload of all) {
      expect(pair[from].transport.send(payload)).toBe(true)
      pair[from].socket.ping()
      // As many as ws answers in one turn.
      if (pair[from].transport.bufferedAmount > 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(inWords(await pair[to].ear.received(all.length))).toEqual(inWords(all))
    expect(pings).toBeGreaterThanOrEqual(all.length - 1) // the last one comes behind the last message
    expect(pair[to].ear.messages.every(isPlain)).toBe(true)
  })

  test('both ways at once', async () => {
    await using pair = await makePair()
    for (const payload of all) {
      pair.near.transport.send(payload)
      pair.far.transport.send(payload)
    }
    expect(inWords(await pair.near.ear.received(all.length))).toEqual(inWords(all))
    expect(inWords(await pair.far.ear.received(all.length))).toEqual(inWords(all))
  })
})

test.each([
  ['the platform', (url: string) => new WebSocket(url)],
  ['ws', (url: string) => new WsSocket(url)],
])('what the pool writes is read by %s, and the other way round', async (_who, dial) => {
  await using pair = await socketPair(dial)
  const [near, far] = [new Ear(), new Ear()]
  pair.near.receiver = near
  pair.far.receiver = far
  for (const payload of all) {
    pair.far.send(payload)
    pair.near.send(payload)
  }
  expect(inWords(await near.received(all.length))).toEqual(inWords(all))
  expect(inWords(await far.received(all.length))).toEqual(inWords(all))
})

test('what a provider writes is read by ws', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  const read: Payload[] = []
  const done = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer, isBinary) => {
        if (read.push(isBinary ? new Uint8Array(data) : String(data)) === all.length) resolve()
      })
    })
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const near = await dialled(new WsSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false }))
  for (const payload of all) near.transport.send(payload)
  await done
  expect(inWords(read)).toEqual(inWords(all))
  near.transport.terminate()
  await new Promise((resolve) => server.close(resolve))
})

function isPlain(payload: Payload): boolean {
  return typeof payload === 'string' || Object.getPrototypeOf(payload) === Uint8Array.prototype
}
