import { once } from 'node:events'
import type { Socket } from 'node:net'
import { maxHandshakeBytes, maxWireBytes } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { NodeTransport } from '../../src/accept/transport.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { type Listen, serverBench } from './by-hand.ts'
import { content, frame } from './frames.ts'
import { inWords } from './in-words.ts'

/** As the pool reads somebody whom it does not know. */
const asStranger: Listen = (socket, stream, ear) => {
  const transport = new NodeTransport(socket, stream)
  transport.receiver = ear
  return transport
}

const binary = (size: number): Buffer => frame(0x82, content(size), true)

expectNothingLeft()

describe('of a stranger', () => {
  test.each([10, maxHandshakeBytes, maxHandshakeBytes + 1, 20_000])(
    'a message of %i bytes is heard',
    async (size) => {
      await using bench = await serverBench()
      const { ear, socket } = await bench.open(asStranger)
      socket.write(binary(size))
      expect(inWords(await ear.received(1))).toEqual(inWords([content(size)]))
      socket.destroy()
    },
  )

  test.each([
    ['in one message', [binary(2 * maxHandshakeBytes)]],
    ['in one text', [frame(0x81, 'x'.repeat(2 * maxHandshakeBytes), true)]],
    ['in many pings', Array.from({ length: 300 }, () => frame(0x89, content(125), true))],
    ['in a message that never ends', Array.from({ length: 20 }, () => frame(0x02, content(2000), true))],
  ])('no more is taken than a HELLO needs: %s', async (_how, frames) => {
    await using bench = await serverBench()
    const { ear, socket } = await bench.open(asStranger)
    for (const bytes of frames) socket.write(bytes)
    expect((await ear.end()).code).toBe(1006)
    expect(ear.messages).toEqual([])
  })

  test('the answer to its close is heard, also of one that was held', async () => {
    await using bench = await serverBench()
    const { ear, socket, transport } = await bench.open(asStranger)
    transport?.hold?.()
    transport?.close(4401, 'who are you?')
    socket.write(frame(0x88, Buffer.from([4401 >> 8, 4401 & 0xff]), true))
    expect((await ear.end()).code).toBe(4401)
  })

  test('what comes in the same write as too much is not heard', async () => {
    await using bench = await serverBench()
    const { ear, socket } = await bench.open(asStranger)
    socket.write(Buffer.concat(Array.from({ length: 5 }, () => binary(15_000))))
    await ear.end()
    // How much of it comes in a first chunk is the kernel's choice.
    expect(ear.messages.length).toBeLessThanOrEqual(2)
  })
})

test('the length that a stranger announces costs no memory, if a HELLO has never so much', async () => {
  await using bench = await serverBench()
  const before = process.memoryUsage().arrayBuffers
  const sockets: Socket[] = []
  const bytes = Buffer.concat([frame(0x89, '', true), binary(maxWireBytes).subarray(0, 20)])
  for (let n = 0; n < 40; n++) {
    const { socket } = await bench.open(asStranger)
    sockets.push(socket)
    socket.write(bytes)
    await once(socket, 'data') // the pong: what is behind the ping has come too
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * maxWireBytes)
  for (const socket of sockets) socket.destroy()
})

test('who is known may send as much as they like, in messages as large as may be', async () => {
  await using bench = await serverBench()
  const { ear, socket, transport } = await bench.open(asStranger)
  socket.write(binary(10))
  await ear.received(1)
  transport?.welcomed?.()
  for (let n = 0; n < 10; n++) socket.write(binary(maxWireBytes))
  expect(inWords(await ear.received(11)).slice(1)).toEqual(
    inWords(Array.from({ length: 10 }, () => content(maxWireBytes))),
  )
  socket.destroy()
})

test('of who is known no more is read past ws than ws takes', async () => {
  await using bench = await serverBench()
  let heard: unknown[] = []
  const { ear, socket } = await bench.open((webSocket, stream, listener) => {
    const transport = new NodeTransport(webSocket, stream, 1000)
    transport.welcomed()
    transport.receiver = listener
    webSocket.on('message', (data: Buffer) => (heard = [...heard, data.length]))
    return transport
  })
  socket.write(Buffer.concat([binary(1000), binary(1001)]))
  expect(inWords(await ear.received(2))).toEqual(inWords([content(1000), content(1001)]))
  expect(heard).toEqual([1001])
  socket.destroy()
})
