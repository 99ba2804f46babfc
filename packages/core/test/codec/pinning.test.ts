import { describe, expect, it } from 'vitest'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { defaultLimits } from '../../src/limits.ts'
import { decode, encode } from './values.ts'
import type { Frame } from '../../src/codec/codec.ts'

/** The message as a socket delivers it: somewhere in a buffer that is larger. */
function inBuffer(message: Uint8Array, size: number): Uint8Array {
  const buffer = new Uint8Array(Math.max(size, message.length))
  buffer.set(message, buffer.length - message.length)
  return buffer.subarray(buffer.length - message.length)
}

function send(value: unknown, bufferSize: number): { value: unknown; buffer: ArrayBufferLike } {
  const message = inBuffer(encode(msgpack(), [[3, 7, value]]) as Uint8Array, bufferSize)
  const [frame] = decode(msgpack(), message)
  return { value: (frame as Frame)[2], buffer: message.buffer }
}

describe('a binary value in MessagePack', () => {
  it('that is a small part of the buffer is copied, so that it does not keep it in memory', () => {
    const { value, buffer } = send(new Uint8Array([1, 2, 3]), 65536)
    expect(value).toStrictEqual(new Uint8Array([1, 2, 3]))
    expect((value as Uint8Array).buffer).not.toBe(buffer)
    expect((value as Uint8Array).buffer.byteLength).toBe(3)
  })

  it('that is a large part of the buffer is a view: no copy', () => {
    const { value, buffer } = send(new Uint8Array(20_000), 65536)
    expect((value as Uint8Array).buffer).toBe(buffer)
  })

  it('in a small buffer is a view', () => {
    const { value, buffer } = send(new Uint8Array(3), 4096)
    expect((value as Uint8Array).buffer).toBe(buffer)
  })

  it('is copied wherever it is', () => {
    const small = (): Uint8Array => new Uint8Array([7])
    const before = {
      a: [small()],
      b: new Map([[small(), new Set([small(), { c: small() }])]]),
      d: new Uint8Array(20_000),
    }
    const { value, buffer } = send(before, 65536)
    expect(value).toStrictEqual(before)
    const views: Uint8Array[] = []
    collect(value, views)
    expect(views.map((view) => view.buffer === buffer)).toEqual([false, false, false, false, true])
  })

  it('of which only the message is large is copied too', () => {
    const { value, buffer } = send([new Uint8Array(10), 'x'.repeat(100_000)], 0)
    expect((value as [Uint8Array])[0].buffer).not.toBe(buffer)
  })

  it.each([
    ['of one byte', [11, 5]],
    ['in more bytes than it needs', [300, 5]],
  ])('is a view in a frame whose binaries are copied on at once, with a type %s', (_name, head) => {
    const encoder = msgpack().createEncoder(defaultLimits)
    const wide = Array.from({ length: 20 }, () => 0)
    encoder.append([...head, new Uint8Array([1, 2]), 6, 1])
    encoder.append([...head, new Uint8Array([3, 4]), ...wide])
    encoder.append([3, 5, new Uint8Array([5, 6])])
    const message = inBuffer(encoder.take() as Uint8Array, 65536)
    const shared = (viewsFor?: number): boolean[] =>
      msgpack()
        .createDecoder(defaultLimits, viewsFor)
        .decode(message)
        .map((frame) => ((frame as Frame)[2] as Uint8Array).buffer === message.buffer)
    expect(shared(head[0])).toEqual([true, true, false])
    expect(shared(3)).toEqual([false, false, true])
    expect(shared(4)).toEqual([false, false, false])
    expect(shared()).toEqual([false, false, false])
  })

  it('next to a stream leaves the stream alone', () => {
    const stream = Object.freeze({ small: new Uint8Array(1), [Symbol.asyncIterator]: null })
    const refs = { toId: () => 1, fromId: () => stream }
    const encoder = msgpack().createEncoder({
      maxMessageBytes: 1e6,
      maxDepth: 9,
      maxItems: 99,
      maxStringBytes: 1e6,
    })
    encoder.append([3, 7, [stream, new Uint8Array(2)]], refs)
    const [frame] = decode(msgpack(), inBuffer(encoder.take() as Uint8Array, 65536), {}, refs)
    expect(((frame as Frame)[2] as unknown[])[0]).toBe(stream)
  })
})

function collect(value: unknown, views: Uint8Array[]): void {
  if (value instanceof Uint8Array) views.push(value)
  else if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    for (const item of value as Iterable<unknown>) collect(item, views)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collect(item, views)
  }
}
