import { describe, expect, it } from 'vitest'
import { closeReason, WebSocketTransport } from '../../src/link/websocket.ts'
import type { TransportEnd } from '../../src/link/transport.ts'

describe('the reason of a close', () => {
  it.each([
    { what: 'that fits', reason: 'x'.repeat(123) },
    { what: 'of nothing', reason: '' },
    { what: 'of 41 characters of three bytes', reason: '€'.repeat(41) },
  ])('$what is left alone', ({ reason }) => {
    expect(closeReason(reason)).toBe(reason)
  })

  it.each([
    { what: 'one byte a character', reason: 'x'.repeat(124), cut: `${'x'.repeat(120)}…` },
    { what: 'two bytes, even', reason: 'é'.repeat(100), cut: `${'é'.repeat(60)}…` },
    { what: 'two bytes, odd', reason: `x${'é'.repeat(100)}`, cut: `x${'é'.repeat(59)}…` },
    { what: 'three bytes', reason: `xx${'€'.repeat(100)}`, cut: `xx${'€'.repeat(39)}…` },
    { what: 'four bytes', reason: `xxx${'😀'.repeat(100)}`, cut: `xxx${'😀'.repeat(29)}…` },
  ])('is cut to 123 bytes on the border of a character: $what', ({ reason, cut }) => {
    expect(closeReason(reason)).toBe(cut)
    expect(Buffer.byteLength(closeReason(reason))).toBeLessThanOrEqual(123)
  })
})

/** A WebSocket as every platform has it, by hand. */
class FakeSocket {
  binaryType = 'blob'
  readyState = 1
  bufferedAmount?: number
  readonly sent: unknown[] = []
  readonly closes: unknown[][] = []
  readonly #listeners = new Map<string, (event: never) => void>()

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener)
  }
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(...args: unknown[]): void {
    this.closes.push(args)
  }
  emit(type: string, event: object): void {
    this.#listeners.get(type)?.(event as never)
  }
}

function scene(socket: FakeSocket = new FakeSocket()) {
  const transport = new WebSocketTransport(socket)
  const messages: unknown[] = []
  const ends: TransportEnd[] = []
  transport.receiver = { message: (payload) => messages.push(payload), closed: (end) => ends.push(end) }
  return { socket, transport, messages, ends }
}

describe('a WebSocket as a transport', () => {
  it('hands on bytes and texts', () => {
    const { socket, messages } = scene()
    expect(socket.binaryType).toBe('arraybuffer')
    socket.emit('message', { data: new Uint8Array([1, 2]).buffer })
    socket.emit('message', { data: 'text' })
    expect(messages).toEqual([new Uint8Array([1, 2]), 'text'])
  })

  it('sends while it is open, and says so when it is not', () => {
    const { socket, transport } = scene()
    expect(transport.send('a')).toBe(true)
    socket.readyState = 2
    expect(transport.send('b')).toBe(false)
    socket.readyState = 1
    socket.emit('close', { code: 1000, reason: '' })
    expect(transport.send('c')).toBe(false)
    expect(socket.sent).toEqual(['a'])
  })

  it('tells its end once, and nothing after it', () => {
    const { socket, messages, ends } = scene()
    socket.emit('error', { message: 'reset' })
    socket.emit('close', { code: 1006, reason: 'r' })
    socket.emit('close', { code: 1000, reason: '' })
    socket.emit('message', { data: 'late' })
    expect([ends, messages]).toEqual([[{ code: 1006, reason: 'r' }], []])
  })

  it('closes with a reason that fits, once open and not after the end', () => {
    const { socket, transport } = scene()
    transport.close(4400, 'x'.repeat(500))
    expect(socket.closes).toEqual([[4400, `${'x'.repeat(120)}…`]])
    socket.emit('close', { code: 4400, reason: '' })
    transport.close(1000, '')
    transport.terminate()
    expect(socket.closes).toHaveLength(1)
  })

  it('is dropped by terminate where there is one', () => {
    let terminated = 0
    const socket = Object.assign(new FakeSocket(), { terminate: () => void terminated++ })
    const { transport, ends } = scene(socket)
    transport.terminate()
    expect([terminated, ends, socket.closes]).toEqual([1, [], []])
  })

  it('ends on this side at once where there is none', () => {
    const { socket, transport, ends } = scene()
    transport.terminate()
    expect([socket.closes.length, ends]).toEqual([1, [{ code: 1006, reason: 'dropped' }]])
  })

  it('tells what waits, if the platform tells', () => {
    const { socket, transport } = scene()
    expect(transport.bufferedAmount).toBe(0)
    socket.bufferedAmount = 7
    expect(transport.bufferedAmount).toBe(7)
  })
})
