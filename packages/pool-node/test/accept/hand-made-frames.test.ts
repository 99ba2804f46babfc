import { once } from 'node:events'
import type { Socket } from 'node:net'
import { maxWireBytes, WsPlatform, WsTransport } from '@wsrpc/core'
import { Ear } from '@wsrpc/contract-tests/transport-ear'
import { describe, expect, test } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { asWeDo, type ByHand, clientBench, serverBench } from './by-hand.ts'
import { closeCode, content, frame } from './frames.ts'
import { inWords } from './in-words.ts'

const binary = 0x82
const text = 0x81
const ping = 0x89
const close = 0x88
const bye = Uint8Array.of(3, 232)

type Make = (first: number, payload: Uint8Array | string) => Buffer

/** Writes bytes behind a ping, and waits for the pong: the first of them, at least, have arrived then. */
async function arrived(socket: Socket, make: Make, bytes: Uint8Array): Promise<void> {
  socket.write(Buffer.concat([make(ping, ''), bytes]))
  await once(socket, 'data')
}

expectNothingLeft()

describe.each([
  ['a client', serverBench],
  ['a server', () => clientBench()],
])('the bytes of %s', (_who, bench) => {
  /** Runs `test` with a socket that is open; ends it. */
  async function withHand(run: (hand: ByHand, make: Make) => Promise<void>): Promise<void> {
    await using made = await bench()
    const hand = await made.open(asWeDo)
    await run(hand, (first, payload) => frame(first, payload, hand.masks))
    hand.socket.end()
    await hand.ear.end()
    hand.socket.destroy()
  }

  test('in one write: binary, texts and pings, each message whole and in order', () =>
    withHand(async ({ ear, socket }, make) => {
      const sent = [content(5), 'one', content(70_000), 'x'.repeat(100_000), content(0), content(300), '']
      const pieces = sent.flatMap((payload) => [
        make(typeof payload === 'string' ? text : binary, payload),
        make(ping, 'still there?'),
      ])
      socket.write(Buffer.concat(pieces))
      expect(inWords(await ear.received(sent.length))).toEqual(inWords(sent))
    }))

  test('one at a time', () =>
    withHand(async ({ ear, socket }, make) => {
      socket.setNoDelay()
      const sent = [content(5), 'text', content(200), content(0)]
      for (const payload of sent) {
        const bytes = make(typeof payload === 'string' ? text : binary, payload)
        for (const byte of bytes) {
          socket.write(Uint8Array.of(byte))
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      expect(inWords(await ear.received(sent.length))).toEqual(inWords(sent))
    }))

  test.each([10, 300, 70_000])('of a message of %i, its header cut at each place', (size) =>
    withHand(async ({ ear, socket }, make) => {
      socket.setNoDelay()
      for (let at = 1; at < 16; at++) {
        const bytes = make(binary, content(size, at))
        await arrived(socket, make, bytes.subarray(0, at))
        socket.write(bytes.subarray(at))
        await ear.received(at)
      }
      const sent = Array.from({ length: 15 }, (_, place) => content(size, place + 1))
      expect(inWords(ear.messages)).toEqual(inWords(sent))
    }),
  )

  test('in fragments, with a ping between them', () =>
    withHand(async ({ ear, socket }, make) => {
      socket.write(make(0x02, content(1000)))
      socket.write(make(ping, ''))
      socket.write(Buffer.concat([make(0x00, content(2000)), make(0x80, content(3000))]))
      socket.write(Buffer.concat([make(0x01, 'te'), make(0x80, 'xt'), make(binary, 'b')]))
      const whole = Buffer.concat([content(1000), content(2000), content(3000)])
      expect(inWords(await ear.received(3))).toEqual(
        inWords([new Uint8Array(whole), 'text', Uint8Array.of(98)]),
      )
      expect(Object.getPrototypeOf(ear.messages[0])).toBe(Uint8Array.prototype)
    }))

  test('behind a CLOSE are not heard, and the CLOSE is answered', () =>
    withHand(async ({ ear, socket, sent }, make) => {
      const after = [make(binary, content(5)), make(text, 'late'), make(binary, content(9))]
      socket.write(Buffer.concat([make(binary, content(1)), make(close, bye), ...after]))
      expect(await ear.end()).toEqual({ code: 1000, reason: '' })
      expect(inWords(ear.messages)).toEqual(inWords([content(1)]))
      expect(closeCode(await sent)).toBe(1000)
    }))

  /** What may not be, with the code that says so. */
  const wrong: [what: string, code: number, frames: (hand: ByHand) => Buffer[]][] = [
    ['masked as the other side must', 1002, ({ masks }) => [frame(binary, 'x', !masks)]],
    ['with RSV1', 1002, ({ masks }) => [frame(0xc2, 'x', masks)]],
    ['with an opcode that nobody knows', 1002, ({ masks }) => [frame(0x83, 'x', masks)]],
    ['a text that is none', 1007, ({ masks }) => [frame(text, Uint8Array.of(0xc3, 0x28), masks)]],
    [
      'a CLOSE with a code that may not be sent',
      1002,
      ({ masks }) => [frame(close, Uint8Array.of(3, 238), masks)],
    ],
    ['too large', 1009, ({ masks }) => [frame(binary, content(maxWireBytes + 1), masks)]],
    [
      'a message between fragments',
      1002,
      ({ masks }) => [frame(0x02, 'x', masks), frame(binary, 'y', masks)],
    ],
    [
      'fragments that are too large together',
      1009,
      ({ masks }) => [frame(0x02, content(70_000), masks), frame(0x80, content(70_000), masks)],
    ],
  ]

  test.each(wrong)(
    '%s end it with %i, and what is behind in the same write is not heard',
    (_what, code, frames) =>
      withHand(async (hand, make) => {
        const { ear, socket, sent } = hand
        const after = [make(binary, content(5)), make(text, 'late'), make(binary, content(9))]
        socket.write(Buffer.concat([make(binary, content(1)), ...frames(hand), ...after]))
        expect(closeCode(await sent)).toBe(code)
        await ear.end()
        expect(inWords(ear.messages)).toEqual(inWords([content(1)]))
        expect(ear.ends).toHaveLength(1)
      }),
  )

  test('of the largest message that may be are heard', () =>
    withHand(async ({ ear, socket }, make) => {
      socket.write(make(binary, content(maxWireBytes)))
      expect(inWords(await ear.received(1))).toEqual(inWords([content(maxWireBytes)]))
    }))

  test('that end in the middle of a message end it, and the message is not heard', () =>
    withHand(async ({ ear, socket }, make) => {
      await arrived(socket, make, make(binary, content(100_000)).subarray(0, 70_000))
      socket.resetAndDestroy()
      expect((await ear.end()).code).toBe(1006)
      expect(ear.messages).toEqual([])
    }))

  test('that end in the middle of a header do too', () =>
    withHand(async ({ ear, socket }, make) => {
      socket.write(make(binary, content(100_000)).subarray(0, 5))
      socket.end()
      expect((await ear.end()).code).toBe(1006)
      expect(ear.messages).toEqual([])
    }))

  test.each([
    ['binary', content(2)],
    ['a text', 'two'],
    ['a large text, which ws pauses for', 'x'.repeat(100_000)],
  ])('of what is behind one at which it is terminated are not heard: %s', (_what, second) =>
    withHand(async (hand, make) => {
      const { ear, transport, socket } = hand
      const kind = typeof second === 'string' ? text : binary
      ear.message = (payload) => {
        Ear.prototype.message.call(ear, payload)
        if (ear.messages.length === 2) transport?.terminate()
      }
      const after = [make(binary, content(5)), make(text, 'late'), make(binary, content(9))]
      socket.write(Buffer.concat([make(binary, content(1)), make(kind, second), ...after]))
      expect((await ear.end()).code).toBe(1006)
      expect(inWords(ear.messages)).toEqual(inWords([content(1), second]))
      await once(socket, 'close')
    }),
  )
})

test.each([1, 5000])(
  'what comes with the answer to an upgrade, in one write, is heard: %i bytes',
  async (size) => {
    const first = Buffer.concat([frame(binary, content(size), false), frame(text, 'and a text', false)])
    await using bench = await clientBench(
      Buffer.concat([first, frame(binary, content(9), false).subarray(0, 5)]),
    )
    const { ear, socket } = await bench.open(asWeDo)
    socket.write(frame(binary, content(9), false).subarray(5))
    expect(inWords(await ear.received(3))).toEqual(inWords([content(size), 'and a text', content(9)]))
    socket.end()
    await ear.end()
  },
)

test('what is behind a frame at which ws paused the stream is heard when it goes on, and not before', async () => {
  await using bench = await serverBench()
  let heardAtOnce = 0
  const { ear, socket } = await bench.open((webSocket, stream, listener) => {
    webSocket.once('message', () => {
      webSocket.pause()
      setImmediate(() => {
        heardAtOnce = listener.messages.length
        webSocket.resume()
      })
    })
    return asWeDo(webSocket, stream, listener)
  })
  // In one write, and nothing comes behind it that would have the rest read.
  const sent = ['text', content(5), 'another', content(300)]
  socket.write(Buffer.concat(sent.map((one) => frame(typeof one === 'string' ? text : binary, one, true))))
  expect(inWords(await ear.received(sent.length))).toEqual(inWords(sent))
  expect(heardAtOnce).toBe(1)
  socket.destroy()
})

test('a socket whose stream is not to be had is heard through ws, until it is terminated', async () => {
  await using bench = await serverBench()
  const { ear, socket } = await bench.open((webSocket, _stream, listener) => {
    const transport = new WsTransport(
      webSocket,
      undefined,
      new WsPlatform((size) => Buffer.allocUnsafe(size)),
      0,
    )
    transport.receiver = {
      message: (payload) => {
        listener.message(payload)
        if (listener.messages.length === 3) transport.terminate()
      },
      closed: (end) => listener.closed(end),
    }
    return transport
  })
  const sent = [content(5), 'text', content(300), content(9), 'late']
  const pieces = sent.map((payload) => frame(typeof payload === 'string' ? text : binary, payload, true))
  socket.write(Buffer.concat(pieces))
  expect((await ear.end()).code).toBe(1006)
  expect(inWords(ear.messages)).toEqual(inWords(sent.slice(0, 3)))
})
