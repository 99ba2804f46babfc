import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { closeCodes, ProtocolError } from '../../src/close.ts'
import type { Codec } from '../../src/codec/codec.ts'
import type { Message, OutgoingMessage } from '../../src/message.ts'
import { peerStates } from '../../src/peer/states.ts'
import { batchOf, bytesOf, caught, codecs, open, read, type Scene, toPayload } from './session.ts'

interface Vector {
  readonly name: string
  readonly msgpack: string
  readonly json: string
}

interface Written extends Vector {
  readonly from: 'dialler' | 'acceptor' | 'both'
  readonly message: OutgoingMessage
}

interface Understood extends Vector {
  readonly messages: readonly Message[]
  readonly ignored?: number
  readonly sent?: number
}

interface Vectors {
  readonly frames: readonly Written[]
  readonly streams: readonly Written[]
  readonly counted: readonly (Vector & { readonly message: OutgoingMessage; readonly received: number })[]
  readonly read: readonly Understood[]
  readonly bad: readonly Understood[]
  readonly refused: readonly (Vector & {
    readonly close: number
    readonly error: string
    readonly sent?: number
  })[]
}

const file = new URL('../../vectors/frames.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors

/** What an ITEM cost is in no frame: its receiver finds it out. */
function asRead(message: OutgoingMessage, size: number): Message {
  return message.type === 'item' ? { ...message, size } : message
}

/** A session that has sent so many messages, so that it can be told of them. */
function after(codec: Codec, sent = 0): Scene {
  const scene = open(codec)
  for (let n = 0; n < sent; n++) {
    scene.session.write({ type: 'cancel', id: 1 })
    scene.session.flush()
  }
  return scene
}

/** Stands for the stream of an id, on both sides. */
class Stand {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
  [Symbol.asyncIterator](): never {
    throw new Error('nobody reads it')
  }
}

/** The message with a {@link Stand} wherever it says `{"stream": id}`. */
function withStreams(value: unknown, known: Map<number, Stand>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => withStreams(one, known))
  if ('stream' in value) {
    const id = value.stream as number
    if (!known.has(id)) known.set(id, new Stand(id))
    return known.get(id)
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withStreams(one, known)]))
}

describe.each(codecs)('the vectors, in $name', (codec) => {
  it.each(vectors.frames)('$name: is written so', (vector) => {
    const { session, sent } = open(codec)
    const size = session.write(vector.message)
    session.flush()
    expect(sent).toEqual([toPayload(codec, vector)])
    expect(size).toBe(bytesOf(sent[0] as string) - (codec.format === 'text' ? 2 : 3))
  })

  it.each(vectors.frames)('$name: is read so', (vector) => {
    const { session } = open(codec)
    const size = open(codec).session.write(vector.message)
    const expected: Message[] = [asRead(vector.message, size)]
    expect(read(session, toPayload(codec, vector))).toEqual(expected)
    expect(session.ignored).toBe(0)
  })

  it.each(vectors.streams)('$name: is written so, and read so', (vector) => {
    const known = new Map<number, Stand>()
    const message = withStreams(vector.message, known) as OutgoingMessage
    const asked: number[] = []
    const refs = {
      toId: (value: object) => (value as Stand).id,
      fromId: (id: number) => (asked.push(id), known.get(id)),
    }
    const { session, sent } = open(codec)
    session.refs = refs
    const size = session.write(message)
    session.flush()
    expect(sent).toEqual([toPayload(codec, vector)])
    const other = open(codec).session
    other.refs = refs
    expect(read(other, toPayload(codec, vector))).toEqual([asRead(message, size)])
    // Each once: whoever is asked opens a stream.
    expect(asked).toEqual([...known.keys()])
  })

  it.each(vectors.counted)('$name: is written so, and understood', (vector) => {
    const { session, sent } = open(codec)
    const one = batchOf(codec, [6, 1])
    for (let n = 0; n < vector.received; n++) read(session, one)
    session.write(vector.message)
    session.flush()
    expect(sent).toEqual([toPayload(codec, vector)])
    const other = after(codec, vector.received).session
    expect(read(other, toPayload(codec, vector))).toEqual([vector.message])
  })

  it.each(vectors.read)('$name: is understood', (vector) => {
    const { session } = after(codec, vector.sent)
    expect(read(session, toPayload(codec, vector))).toEqual(vector.messages)
    expect(session.ignored).toBe(vector.ignored ?? 0)
  })

  it.each(vectors.bad)('$name: fails alone', (vector) => {
    const { session } = open(codec)
    expect(read(session, toPayload(codec, vector))).toMatchObject(vector.messages)
    expect(session.ignored).toBe(vector.ignored ?? 0)
  })

  it.each(vectors.refused)('$name: is refused', (vector) => {
    const { session } = after(codec, vector.sent)
    const error = caught(() => read(session, toPayload(codec, vector))) as ProtocolError
    expect(error).toBeInstanceOf(ProtocolError)
    expect(closeCodes[error.close].code).toBe(vector.close)
    expect(error.message).toContain(vector.error)
  })
})

describe('the vectors', () => {
  it('have every type of message', () => {
    const types = Object.values(peerStates).flatMap((states) =>
      Object.values(states).flatMap((row) => Object.keys(row.send)),
    )
    expect(new Set(vectors.frames.map(({ message }) => message.type))).toEqual(new Set(types))
  })

  it('have the right sender', () => {
    for (const { from, message } of [...vectors.frames, ...vectors.streams]) {
      const senders = (['dialler', 'acceptor'] as const).filter((role) =>
        Object.values(peerStates[role]).some((row) => row.send[message.type] !== undefined),
      )
      expect(senders).toEqual(expect.arrayContaining(from === 'both' ? ['dialler', 'acceptor'] : [from]))
    }
  })

  it('have names of their own', () => {
    const { frames, streams, counted, read, bad, refused } = vectors
    const names = [frames, streams, counted, read, bad, refused].flatMap((all) => all.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
  })
})
