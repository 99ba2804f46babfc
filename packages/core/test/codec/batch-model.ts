import { expect } from 'vitest'
import { ValueError, type Codec, type Frame, type FrameEncoder, type Payload } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import { decode } from './values.ts'

/** An encoder, and what its open batch holds by the book: each step is done to both, and they must agree. */
export interface Pair {
  readonly codec: Codec
  readonly encoder: FrameEncoder
  received: number | undefined
  frames: Frame[]
  /** What the appends of these frames returned. */
  sizes: number[]
  /** Whatever was handed out, and how it looked then. */
  readonly taken: { payload: Payload; copy: Payload }[]
}

export function makePair(codec: Codec): Pair {
  const encoder = codec.createEncoder(defaultLimits)
  return { codec, encoder, received: undefined, frames: [], sizes: [], taken: [] }
}

export function open(pair: Pair, received: number): void {
  if (elementsOf(pair).length > 0) {
    expect(() => pair.encoder.open(received)).toThrow(RangeError)
    return
  }
  pair.encoder.open(received)
  pair.received = received
}

export function append(pair: Pair, frame: Frame): void {
  pair.sizes.push(pair.encoder.append(frame))
  pair.frames.push(frame)
}

export function appendBad(pair: Pair, filler: string): void {
  const { size } = pair.encoder
  expect(() => pair.encoder.append([1, 2, [filler, () => 1]])).toThrow(ValueError)
  expect(pair.encoder.size).toBe(size)
}

export function take(pair: Pair): void {
  const { size } = pair.encoder
  const batch = pair.encoder.take()
  expect(size).toBe(elementsOf(pair).length === 0 ? 0 : sizeOf(batch))
  check(pair, batch, elementsOf(pair), pair.sizes)
  pair.received = undefined
  pair.frames = []
  pair.sizes = []
}

export function takeAllButLast(pair: Pair): void {
  if (pair.frames.length === 0) {
    expect(() => pair.encoder.takeAllButLast()).toThrow(RangeError)
    return
  }
  const batch = pair.encoder.takeAllButLast()
  check(pair, batch, elementsOf(pair).slice(0, -1), pair.sizes.slice(0, -1))
  pair.received = undefined
  pair.frames = pair.frames.slice(-1)
  pair.sizes = pair.sizes.slice(-1)
}

export function takeLast(pair: Pair): void {
  if (pair.frames.length === 0) {
    expect(() => pair.encoder.takeLast()).toThrow(RangeError)
    return
  }
  const payload = pair.encoder.takeLast()
  expect(sizeOf(payload)).toBe(pair.sizes.pop())
  pair.taken.push({ payload, copy: payload.slice() })
  const whole = pair.codec.createDecoder(defaultLimits).join([payload])
  expect(decode(pair.codec, whole)).toEqual([pair.frames.pop()])
}

/** What the encoder says about itself. */
export function stateOf({ encoder }: Pair): { count: number; empty: boolean } {
  return { count: encoder.count, empty: encoder.size === 0 }
}

/** What it should say. */
export function bookOf(pair: Pair): { count: number; empty: boolean } {
  return { count: pair.frames.length, empty: elementsOf(pair).length === 0 }
}

/** What was handed out and looks different now. */
export function changedSince(pair: Pair): unknown[] {
  return pair.taken
    .filter(({ payload, copy }) => Buffer.compare(Buffer.from(payload), Buffer.from(copy)) !== 0)
    .map(({ copy }) => copy)
}

export function sizeOf(message: Payload): number {
  return typeof message === 'string' ? Buffer.byteLength(message) : message.length
}

function elementsOf({ received, frames }: Pair): unknown[] {
  return received === undefined ? frames : [received, ...frames]
}

function check(pair: Pair, batch: Payload, elements: readonly unknown[], sizes: readonly number[]): void {
  pair.taken.push({ payload: batch, copy: batch.slice() })
  const decoder = pair.codec.createDecoder(defaultLimits)
  expect(decoder.decode(batch)).toEqual(elements)
  const first = elements.length - sizes.length
  expect(sizes.map((_, i) => decoder.sizeOf(first + i))).toEqual(sizes)
}
