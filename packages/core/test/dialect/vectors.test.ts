import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { closeCodes, ProtocolError } from '../../src/close.ts'
import type { Message, OutgoingMessage } from '../../src/message.ts'
import { peerStates } from '../../src/peer/states.ts'
import { caught, codecs, open, read, toPayload } from './session.ts'

interface Vector {
  readonly name: string
  readonly msgpack: string
  readonly json: string
}

interface Vectors {
  readonly frames: readonly (Vector & {
    readonly from: 'dialler' | 'acceptor' | 'both'
    readonly message: OutgoingMessage
  })[]
  readonly read: readonly (Vector & { readonly messages: readonly Message[]; readonly ignored?: number })[]
  readonly bad: readonly (Vector & { readonly messages: readonly Message[]; readonly ignored?: number })[]
  readonly refused: readonly (Vector & { readonly close: number; readonly error: string })[]
}

const file = new URL('../../vectors/frames.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors

describe.each(codecs)('the vectors, in $name', (codec) => {
  it.each(vectors.frames)('$name: is written so', (vector) => {
    const { session, sent } = open(codec)
    expect(session.write(vector.message)).toBe(true)
    session.flush()
    expect(sent).toEqual([toPayload(codec, vector)])
  })

  it.each(vectors.frames)('$name: is read so', (vector) => {
    const { session } = open(codec)
    const expected: Message[] = [vector.message]
    expect(read(session, toPayload(codec, vector))).toEqual(expected)
    expect(session.ignored).toBe(0)
  })

  it.each(vectors.read)('$name: is understood', (vector) => {
    const { session } = open(codec)
    expect(read(session, toPayload(codec, vector))).toEqual(vector.messages)
    expect(session.ignored).toBe(vector.ignored ?? 0)
  })

  it.each(vectors.bad)('$name: fails alone', (vector) => {
    const { session } = open(codec)
    expect(read(session, toPayload(codec, vector))).toMatchObject(vector.messages)
    expect(session.ignored).toBe(vector.ignored ?? 0)
  })

  it.each(vectors.refused)('$name: is refused', (vector) => {
    const { session } = open(codec)
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
    for (const { from, message } of vectors.frames) {
      const senders = (['dialler', 'acceptor'] as const).filter((role) =>
        Object.values(peerStates[role]).some((row) => row.send[message.type] !== undefined),
      )
      expect(senders).toEqual(expect.arrayContaining(from === 'both' ? ['dialler', 'acceptor'] : [from]))
    }
  })

  it('have names of their own', () => {
    const names = [...vectors.frames, ...vectors.read, ...vectors.bad, ...vectors.refused].map((v) => v.name)
    expect(new Set(names).size).toBe(names.length)
  })
})
