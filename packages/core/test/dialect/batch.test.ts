import { describe, expect, it } from 'vitest'
import type { Payload } from '../../src/codec/codec.ts'
import { maxBatchBytes } from '../../src/limits.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import { bytesOf, codecs, countOf, open, read } from './session.ts'

function notify(id: number, size: number): OutgoingMessage {
  return { type: 'notify', id, method: 'S.m', params: ['x'.repeat(size)] }
}

function idsIn(codec: (typeof codecs)[number], payload: Payload): number[] {
  return read(open(codec).session, payload).map((message) => ('id' in message ? message.id : -1))
}

describe.each(codecs)('a batch in $name', (codec) => {
  it('holds all that was written before the flush, in order', () => {
    const { session, sent } = open(codec)
    for (const id of [1, 3, 5]) session.write(notify(id, 1))
    expect(sent).toEqual([])
    session.flush()
    expect(sent.map((payload) => idsIn(codec, payload))).toEqual([[1, 3, 5]])
    session.write(notify(7, 1))
    session.flush()
    expect(sent.map((payload) => idsIn(codec, payload))).toEqual([[1, 3, 5], [7]])
  })

  it('asks to be flushed when it is opened, and not at each frame', () => {
    const { session, events } = open(codec)
    for (const id of [1, 3, 5]) session.write(notify(id, 1))
    expect(events).toEqual(['flushSoon'])
    session.flush()
    session.write(notify(7, 1))
    expect(events).toEqual(['flushSoon', 'flushSoon'])
  })

  it('tells the size of each frame that goes into it', () => {
    const { session, sent } = open(codec)
    const sizes = [5, 500, 50_000].map((size, at) => session.write(notify(at + 1, size)))
    session.flush()
    const around = codec.format === 'text' ? 2 + 2 : 3 // brackets and commas, or a header
    expect(bytesOf(sent[0] as Payload)).toBe(around + sizes.reduce((sum, size) => sum + size))
  })

  it('that is empty is not sent', () => {
    const { session, sent } = open(codec)
    session.flush()
    session.write(notify(1, 1))
    session.flush()
    session.flush()
    expect(sent).toHaveLength(1)
  })

  it('leaves before the frame that would take it past 64 KiB', () => {
    const { session, sent } = open(codec)
    for (let id = 1; id <= 20; id++) session.write(notify(id, 10_000))
    session.flush()
    expect(sent.flatMap((payload) => idsIn(codec, payload))).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    expect(sent.map((payload) => idsIn(codec, payload).length)).toEqual([6, 6, 6, 2])
    for (const payload of sent) expect(bytesOf(payload)).toBeLessThanOrEqual(maxBatchBytes)
  })

  it.each([
    { bytes: maxBatchBytes, messages: 1 },
    { bytes: maxBatchBytes + 1, messages: 2 },
  ])('may have 64 KiB exactly, and not one byte more: $bytes', ({ bytes, messages }) => {
    const together = open(codec)
    // Both texts are of the lengths whose header has three bytes in MessagePack.
    together.session.write(notify(1, 1000))
    together.session.write(notify(2, 1000))
    together.session.flush()
    const overhead = bytesOf(together.sent[0] as Payload) - 2000
    const { session, sent } = open(codec)
    session.write(notify(1, 1000))
    session.write(notify(2, bytes - overhead - 1000))
    session.flush()
    expect(sent).toHaveLength(messages)
    const headers = codec.format === 'text' ? 2 : 3
    const total = sent.reduce((sum, payload) => sum + bytesOf(payload), 0)
    // Cut in two, the comma between them goes, and there are two headers.
    const comma = codec.format === 'text' ? 1 : 0
    expect(total).toBe(bytes + (messages - 1) * (headers - comma))
  })

  it('ends before a frame that is larger, which travels in PARTs, and never holds one of them with another', () => {
    const { session, sent, events } = open(codec)
    session.write(notify(1, 10))
    session.write(notify(2, 100_000))
    session.write(notify(3, 10))
    session.flush()
    expect(events).toContain('left 2')
    // What is small does not wait for what is large.
    expect(sent.map((payload) => idsIn(codec, payload))).toEqual([[1, 3], [], []])
    const other = open(codec).session
    expect(sent.flatMap((payload) => read(other, payload))).toMatchObject([{ id: 1 }, { id: 3 }, { id: 2 }])
    for (const payload of sent) expect(bytesOf(payload)).toBeLessThanOrEqual(maxBatchBytes)
  })

  it('counts bytes, and not characters', () => {
    const { session, sent } = open(codec)
    for (let id = 1; id <= 4; id++) {
      session.write({ type: 'notify', id, method: 'S.m', params: ['€'.repeat(8000)] })
    }
    session.flush()
    expect(sent.map((payload) => idsIn(codec, payload).length)).toEqual([2, 2])
  })

  it('is never written again once it was handed over', () => {
    const { session, sent } = open(codec)
    const copies: Payload[] = []
    for (let id = 1; id <= 300; id++) {
      session.write(notify(id, id * 37))
      if (id % 3 === 0) session.flush()
      while (copies.length < sent.length) copies.push(sent[copies.length]?.slice() as Payload)
      // Else all stops at a mebibyte.
      read(session, countOf(codec, sent.length))
    }
    expect(sent.length).toBeGreaterThan(90)
    expect(sent).toEqual(copies)
  })
})
