import { expect } from 'vitest'
import type { Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { DialectSession } from '../../src/dialect/dialect.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits } from '../../src/limits.ts'
import type { Message, OutgoingMessage } from '../../src/message.ts'

/** One side of the dialect alone, to write and to read what PROTOCOL.md shows. */

const codecs = { msgpack: msgpack(), json: json() }

export type CodecName = keyof typeof codecs

export function open(name: CodecName, transmit: (payload: Payload) => void = () => {}): DialectSession {
  const host = {
    transmit: (payload: Payload): boolean => {
      transmit(payload)
      return true
    },
    flushSoon: () => {},
    onRoom: () => {},
    onLeft: () => {},
    onIdle: () => {},
    onOverload: () => {},
  }
  const session = wsrpc(codecs[name]).open(`wsrpc.v1.${name}`, host, { ...defaultLimits })
  session.parts = true
  session.refs = { toId: (value) => (value as StreamValue).id, fromId: (id) => new StreamValue(id) }
  return session
}

/** A value that is a stream with an id. */
export class StreamValue implements AsyncIterable<unknown> {
  readonly id: number

  constructor(id: number) {
    this.id = id
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    throw new Error('nobody reads it here')
  }
}

/** A counted message that says nothing: its type is unknown. */
export const filler: Readonly<Record<CodecName, Payload>> = {
  msgpack: fromHex('919160'),
  json: '[[96]]',
}

/** What a message says. `acknowledged`: the integer in front of it. */
export interface Read {
  readonly messages: readonly Message[]
  readonly acknowledged: number
}

export function decode(name: CodecName, payload: Payload): Read {
  const messages: Message[] = []
  const session = open(name)
  // So much was sent that any number in an example can be right.
  for (let n = 0; n < 100; n++) {
    session.write({ type: 'cancel', id: 1 })
    session.flush()
  }
  session.read(payload, (message) => {
    // The size of an item is its receiver's own knowledge.
    const { size: _size, ...rest } = message as Message & { size?: number }
    messages.push(rest as Message)
  })
  let acknowledged = 0
  while (!session.canResume(acknowledged)) acknowledged++
  return { messages, acknowledged }
}

/** The one message that says this: as hex, or as text. */
export function encode(name: CodecName, messages: readonly Message[], acknowledged = 0): string {
  const sent: Payload[] = []
  const session = open(name, (payload) => sent.push(payload))
  for (let n = 0; n < acknowledged; n++) session.read(filler[name], () => {})
  for (const message of messages) session.write(message as OutgoingMessage)
  if (messages.length === 0) session.acknowledge()
  session.flush()
  expect(sent).toHaveLength(1)
  return written(sent[0] as Payload)
}

/** The messages that one large frame travels in. */
export function parts(name: CodecName, message: OutgoingMessage): string[] {
  const sent: Payload[] = []
  const session = open(name, (payload) => sent.push(payload))
  session.write(message)
  session.flush()
  return sent.map(written)
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function written(payload: Payload): string {
  return typeof payload === 'string' ? payload : Buffer.from(payload).toString('hex')
}
