import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BadFrame, type Codec, type Frame, type Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { defaultLimits } from '../../src/limits.ts'
import { outcome } from './values.ts'

interface Vector {
  readonly name: string
  readonly msgpack?: string
  readonly json?: string
}

interface Vectors {
  readonly written: readonly Required<Vector>[]
  readonly read: readonly Required<Vector>[]
  readonly refused: readonly (Vector & { readonly expect: 'malformed' | 'fault' })[]
}

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/values.json', import.meta.url), 'utf8'),
) as Vectors

class Stream {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
  [Symbol.asyncIterator](): void {}
}

const refs = {
  toId: (stream: object) => (stream as Stream).id,
  fromId: (id: number) => new Stream(id),
}

function read(codec: Codec, message: Payload): readonly (Frame | BadFrame | number)[] {
  return codec.createDecoder(defaultLimits).decode(message, refs)
}

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

function write(codec: Codec, frames: readonly Frame[]): Payload {
  const encoder = codec.createEncoder(defaultLimits)
  for (const frame of frames) encoder.append(frame, refs)
  return encoder.take()
}

describe('vectors', () => {
  it.each([...vectors.written, ...vectors.read])('read: $name', (vector) => {
    const fromBytes = read(msgpack(), bytes(vector.msgpack))
    expect(fromBytes).toStrictEqual(read(json(), vector.json))
    expect(fromBytes.some((frame) => frame instanceof BadFrame)).toBe(false)
  })

  it.each(vectors.written)('written: $name', (vector) => {
    const frames = read(json(), vector.json) as Frame[]
    // Our own header of a batch has room for any number of frames.
    const written = Buffer.from(write(msgpack(), frames) as Uint8Array).toString('hex')
    expect(written).toBe(vector.msgpack.replace(/^9/, 'dc000'))
    expect(write(json(), frames)).toBe(vector.json)
  })

  const malformed = vectors.refused.filter((vector) => vector.expect === 'malformed')
  const faulty = vectors.refused.filter((vector) => vector.expect === 'fault')
  const fault = [{ type: 1, id: 2, fault: expect.any(String) as string }]

  it.each(malformed.filter(inMsgpack))('malformed in MessagePack: $name', (vector) => {
    expect(outcome(msgpack(), bytes(vector.msgpack), refs)).toBe('malformed')
  })

  it.each(malformed.filter(inJson))('malformed in JSON: $name', (vector) => {
    expect(outcome(json(), vector.json, refs)).toBe('malformed')
  })

  it.each(faulty.filter(inMsgpack))('a fault in MessagePack: $name', (vector) => {
    expect(outcome(msgpack(), bytes(vector.msgpack), refs)).toMatchObject(fault)
  })

  it.each(faulty.filter(inJson))('a fault in JSON: $name', (vector) => {
    expect(outcome(json(), vector.json, refs)).toMatchObject(fault)
  })
})

function inMsgpack<V extends Vector>(vector: V): vector is V & { readonly msgpack: string } {
  return vector.msgpack !== undefined
}

function inJson<V extends Vector>(vector: V): vector is V & { readonly json: string } {
  return vector.json !== undefined
}
