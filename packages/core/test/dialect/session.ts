import type { Codec, Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { DialectHost, DialectSession } from '../../src/dialect/dialect.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import type { Message, OutgoingMessage } from '../../src/message.ts'

export const codecs: readonly Codec[] = [msgpack(), json()]

export interface Scene {
  readonly session: DialectSession
  /** What was handed to the transport. */
  readonly sent: Payload[]
  /** What the session told its host besides, in order. */
  readonly events: string[]
  readonly host: DialectHost
}

/** One side of a connection. */
export function open(codec: Codec, limits: Limits = { ...defaultLimits }): Scene {
  const sent: Payload[] = []
  const events: string[] = []
  const host: DialectHost = {
    transmit: (payload) => {
      sent.push(payload)
      return true
    },
    flushSoon: () => events.push('flushSoon'),
    onRoom: () => events.push('room'),
    onLeft: (id) => events.push(`left ${id}`),
    onIdle: () => events.push('idle'),
    onOverload: () => events.push('overload'),
  }
  const session = wsrpc(codec).open(`wsrpc.v1.${codec.name}`, host, limits)
  session.parts = true
  return { session, sent, events, host }
}

/** All that a session makes of a message. */
export function read(session: DialectSession, payload: Payload): Message[] {
  const messages: Message[] = []
  session.read(payload, (message) => messages.push(message))
  return messages
}

/** What arrives of messages that are sent in one turn. */
export function across(codec: Codec, ...messages: readonly OutgoingMessage[]): Message[] {
  const { session, sent } = open(codec)
  for (const message of messages) session.write(message)
  session.flush()
  const other = open(codec).session
  return sent.flatMap((payload) => read(other, payload))
}

/** A WebSocket message of these elements, as anybody could write it. */
export function batchOf(codec: Codec, ...elements: readonly (readonly unknown[] | number)[]): Payload {
  const [first, ...rest] = elements
  const encoder = codec.createEncoder({ ...defaultLimits, maxMessageBytes: 2 ** 30, maxStringBytes: 2 ** 30 })
  if (typeof first === 'number') encoder.open(first)
  else if (first !== undefined) encoder.append(first)
  for (const frame of rest) encoder.append(frame as readonly unknown[])
  return encoder.take()
}

/** A message that says nothing but how many were received. */
export function countOf(codec: Codec, count: number): Payload {
  return batchOf(codec, count)
}

export function bytesOf(payload: Payload): number {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
}

export function toPayload(
  codec: Codec,
  vector: { readonly msgpack: string; readonly json: string },
): Payload {
  return codec.format === 'text' ? vector.json : new Uint8Array(Buffer.from(vector.msgpack, 'hex'))
}

export function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
