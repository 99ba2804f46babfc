import {
  maxMethodLength,
  type Payload,
  type PlainMessage,
  type PlainReader,
  type PlainSide,
  type PlainWire,
  ProtocolError,
} from '@wsrpc/core'
import { Callers } from '../callers.ts'
import { Direction } from '../direction.ts'
import { failureOf, refusalText, textOf } from '../failures.ts'
import { BadValue } from '../gob/faults.ts'
import { gob } from '../gob/gob.ts'
import { GobDecoder } from '../gob/gob-decoder.ts'
import { GobEncoder } from '../gob/gob-encoder.ts'
import { GobTyped, type GobType } from '../gob/gob-type.ts'
import type { Names } from '../names.ts'
import { onlyParam, resultOf } from '../results.ts'
import { type Header, readHeader, requestHeader, responseHeader, type Seq } from './headers.ts'
import type { MethodTypes } from './method-types.ts'
import { name, refused } from './refused.ts'

/** What differs from one use of the dialect to another. */
export interface WireOptions {
  readonly names: Names
  readonly nothing: ((method: string) => unknown) | undefined
  /** By the methods' names on the wire. */
  readonly types: ReadonlyMap<string, MethodTypes>
}

/** The body of a call without params: the zero of a struct. */
const noParams = gob.of(gob.empty, {})

/**
 * The body beside an error, which Go skips unread, whatever it is (`ReadResponseBody(nil)` in net/rpc's client.go). A bool has no
 * definition: an error must be sayable also when all types of the stream are used up. Its header's type was told with the first
 * answer, whatever that was.
 */
const noResult = false

/** One connection of Go's net/rpc: a stream of gobs, each header and its body as one binary message. */
export class GoGobWire implements PlainWire {
  readonly #side: PlainSide
  readonly #options: WireOptions
  readonly #callers: Callers<Seq>
  readonly #direction: Direction
  // Made as they are first needed: the limits change once before that.
  #encoder: GobEncoder | undefined
  #decoder: GobDecoder | undefined
  /** Whose body is next. */
  #header: Header | undefined

  constructor(side: PlainSide, options: WireOptions) {
    this.#side = side
    this.#options = options
    this.#callers = new Callers(side)
    this.#direction = new Direction(name, side.role)
  }

  encode(message: PlainMessage): Payload | undefined {
    switch (message.type) {
      case 'call':
        return this.#call(message.method, message.params, message.id)
      case 'result':
        return this.#answer(message.id, (wireName) => ({
          body: this.#result(message.value, wireName),
          error: '',
        }))
      case 'error':
        return this.#answer(message.id, (wireName) => ({ body: noResult, error: textOf(message, wireName) }))
      case 'refuse':
        return this.#refuse(message.id, refusalText(message.reason, this.#side.role))
      default:
        return undefined // not among its features
    }
  }

  decode(payload: Payload, reader: PlainReader): void {
    if (typeof payload === 'string') throw new ProtocolError('malformed', 'gob comes in binary messages')
    this.#decoder ??= new GobDecoder(this.#side.ourLimits)
    for (const value of this.#decoder.push(payload)) {
      const header = this.#header
      this.#header = header === undefined ? readHeader(value) : undefined
      if (header !== undefined) this.#read(header, value, reader)
    }
  }

  #read({ method, seq, error }: Header, body: unknown, reader: PlainReader): void {
    if (error === undefined) return this.#readCall(method, seq, body, reader)
    const id = Number(seq) // one of this side's, else it is known by nobody
    if (error !== '') reader.receive({ type: 'error', id, ...failureOf(error, method) })
    else if (body instanceof BadValue) reader.receive({ type: 'bad', of: 'result', id, fault: body.fault })
    else reader.receive({ type: 'result', id, value: body })
  }

  #readCall(method: string, seq: Seq, body: unknown, reader: PlainReader): void {
    this.#direction.wasCalled(reader)
    // An answer that says a long name too might be over a limit, and Go goes by the number.
    const id = this.#callers.add(seq, method.length <= maxMethodLength ? method : '')
    const fault = faultIn(method, body)
    if (fault !== undefined) return reader.receive({ type: 'bad', of: 'call', id, fault })
    const params = isEmpty(body) ? [] : [body]
    reader.receive({ type: 'call', id, method: this.#options.names.fromWire(method), params })
  }

  #call(method: string, params: readonly unknown[], id: number): Payload {
    this.#direction.check()
    const param = onlyParam(params, method)
    const { names, types } = this.#options
    const wireName = names.toWire(method)
    const header = gob.of(requestHeader, { ServiceMethod: wireName, Seq: id })
    const body = params.length === 0 ? noParams : typed(types.get(wireName)?.param, param)
    const payload = this.#write('params[0]', header, body)
    this.#direction.called()
    return payload
  }

  #result(value: unknown, wireName: string): unknown {
    const { names, nothing, types } = this.#options
    return typed(types.get(wireName)?.result, resultOf(value, names.fromWire(wireName), nothing))
  }

  #refuse(id: number, error: string | undefined): Payload | undefined {
    if (error !== undefined) return this.#answer(id, () => ({ body: noResult, error }))
    this.#callers.delete(id)
    return undefined
  }

  /** Written first: a value that can't travel leaves the call as it was. */
  #answer(
    id: number,
    say: (wireName: string) => { readonly body: unknown; readonly error: string },
  ): Payload | undefined {
    const caller = this.#callers.find(id)
    if (caller === undefined) return undefined
    const { body, error } = say(caller.name)
    const header = gob.of(responseHeader, { ServiceMethod: caller.name, Seq: caller.key, Error: error })
    const payload = this.#write('result', header, body)
    this.#callers.delete(id)
    return payload
  }

  #write(place: string, header: unknown, body: unknown): Uint8Array {
    this.#encoder ??= new GobEncoder(this.#side.theirLimits)
    try {
      return this.#encoder.encode(header, body)
    } catch (thrown) {
      throw refused(place, body, thrown)
    }
  }
}

/** A value that says itself how it is sent knows better. */
function typed(type: GobType | undefined, value: unknown): unknown {
  return type === undefined || value instanceof GobTyped ? value : gob.of(type, value)
}

/** Why a call can't be run, for whoever made it. */
function faultIn(method: string, body: unknown): string | undefined {
  if (method.length > maxMethodLength) return `its method's name is longer than ${maxMethodLength} characters`
  return body instanceof BadValue ? body.fault : undefined
}

/** A struct without fields, as `struct{}{}`. All others have all of theirs, and maps are Maps. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isPlain(value) && Object.keys(value).length === 0
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype
}
