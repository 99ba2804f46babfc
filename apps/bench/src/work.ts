/** What is asked of every contender: the same param, the same handler, the same bytes. */

import { isDeepStrictEqual } from 'node:util'

export interface Param {
  readonly id: number
  readonly name: string
}

/** The param of a small call: 32 bytes as JSON. */
export const param: Param = { id: 17, name: 'object_id-1' }

/** Bytes of one item of a stream. */
export const itemBytes: number = 1024

/** The largest that is ever asked for, in bytes. */
const largest = 1024 * 1024

/** No two neighbours are alike, so that bytes at the wrong place are noticed. */
const pattern: Uint8Array = Uint8Array.from({ length: largest }, (_, index) => index % 251)

/** The methods, as each callee offers them. */
export const handlers = {
  echo: (value: Param): Param => value,
  /** A view: whether it is copied is the contender's affair. @throws RangeError past 1 MiB. */
  bytes(size: number): Uint8Array {
    if (size > largest) throw new RangeError(`bytes(${size}): at most ${largest} are asked for`)
    return pattern.subarray(0, size)
  },
  /** For those that carry only text. */
  base64: (size: number): string => Buffer.from(handlers.bytes(size)).toString('base64'),
  /** With backpressure, where the contender has it: it is pulled. */
  async *items(count: number): AsyncGenerator<Uint8Array, void> {
    for (let n = 0; n < count; n++) yield pattern.subarray(0, itemBytes)
  },
} as const

/** What a caller of {@link handlers.base64} does with its answer. */
export function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}

/** The kinds of calls that can be measured. */
export type Work = 'echo' | 'bytes' | 'items'

/** Whether an answer is right, by the kind of call and what it asked for. */
export const isRight: Readonly<Record<Work, (answer: unknown, amount: number) => boolean>> = {
  echo: (answer) => isDeepStrictEqual(answer instanceof Uint8Array ? fromJson(answer) : answer, param),
  bytes: (answer, size) =>
    answer instanceof Uint8Array && Buffer.compare(answer, pattern.subarray(0, size)) === 0,
  items: (answer, count) => answer === count * itemBytes,
}

/** The control sends the param as bytes that it does not read. */
function fromJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString())
}
