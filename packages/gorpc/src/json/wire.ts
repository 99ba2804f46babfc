import {
  maxBatchBytes,
  type Payload,
  type PlainMessage,
  type PlainReader,
  type PlainSide,
  type PlainWire,
} from '@wsrpc/core'
import { Called } from '../called.ts'
import { Callers } from '../callers.ts'
import { Direction } from '../direction.ts'
import { refusalText, textOf } from '../failures.ts'
import type { Names } from '../names.ts'
import { nothingReturned, onlyParam, resultOf } from '../results.ts'
import { ObjectCutter } from './object-cutter.ts'
import { ObjectReader } from './object-reader.ts'
import { errorText, name, requestText, resultText, valueText } from './texts.ts'

/** What differs from one use of a dialect of net/rpc to another. */
export interface WireOptions {
  readonly names: Names
  readonly nothing: ((method: string) => unknown) | undefined
}

const encoder = new TextEncoder()
// What is no UTF-8 becomes U+FFFD, as in Go's decoder.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** One connection of Go's net/rpc/jsonrpc: a stream of JSON objects, which are written each as one binary message. */
export class GoJsonWire implements PlainWire {
  readonly #side: PlainSide
  readonly #options: WireOptions
  readonly #callers: Callers<string>
  readonly #direction: Direction
  readonly #called = new Called()
  readonly #cutter: ObjectCutter
  readonly #objects: ObjectReader

  constructor(side: PlainSide, options: WireOptions) {
    this.#side = side
    this.#options = options
    this.#callers = new Callers(side)
    this.#direction = new Direction(name, side.role)
    this.#cutter = new ObjectCutter(() => side.ourLimits.maxMessageBytes + maxBatchBytes)
    this.#objects = new ObjectReader(this.#callers, this.#direction, options.names, this.#called)
  }

  encode(message: PlainMessage): Payload | undefined {
    switch (message.type) {
      case 'call':
        return this.#call(message.method, message.params, message.id)
      case 'result':
        return this.#answer(message.id, (key, method) =>
          resultText(this.#result(message.value, method, key), key),
        )
      case 'error':
        return this.#answer(message.id, (id, method) => errorText(textOf(message, method), id))
      case 'refuse':
        return this.#refuse(message.id, refusalText(message.reason, this.#side.role))
      default:
        return undefined // not among its features
    }
  }

  decode(payload: Payload, reader: PlainReader): void {
    const bytes = typeof payload === 'string' ? encoder.encode(payload) : payload
    for (const object of this.#cutter.push(bytes)) {
      this.#objects.read(decoder.decode(object), this.#side.ourLimits, reader)
    }
  }

  #call(method: string, params: readonly unknown[], id: number): Payload {
    this.#direction.check()
    const param = onlyParam(params, method)
    const wireName = this.#options.names.toWire(method)
    const empty = requestText(wireName, '[]', id)
    // A server of Go takes none for the zero of its type.
    const list =
      params.length === 0 ? '[]' : `[${valueText('params[0]', param, this.#side.theirLimits, empty)}]`
    const payload = encoder.encode(requestText(wireName, list, id))
    this.#direction.called()
    this.#called.begin(id, wireName)
    return payload
  }

  #result(value: unknown, wireName: string, key: string): string {
    const { names, nothing } = this.#options
    const method = names.fromWire(wireName)
    const result = resultOf(value, method, nothing)
    const text = valueText('result', result, this.#side.theirLimits, resultText('', key))
    if (text === 'null') throw nothingReturned(method) // by a toJSON
    return text
  }

  #refuse(id: number, text: string | undefined): Payload | undefined {
    if (text !== undefined) return this.#answer(id, (key) => errorText(text, key))
    this.#callers.delete(id)
    return undefined
  }

  /** Written first: a value that can't travel leaves the call as it was. */
  #answer(id: number, write: (key: string, method: string) => string): Payload | undefined {
    const caller = this.#callers.find(id)
    if (caller === undefined) return undefined
    const payload = encoder.encode(write(caller.key, caller.name))
    this.#callers.delete(id)
    return payload
  }
}
