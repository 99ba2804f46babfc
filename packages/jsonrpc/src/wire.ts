import type { Payload, PlainMessage, PlainReader, PlainSide, PlainWire } from '@wsrpc/core'
import type { Answers } from './answers.ts'
import { Callers } from './callers.ts'
import { type ErrorObject, invalidRequest, parseError, refusalObject, toErrorObject } from './errors.ts'
import type { Kept } from './kept.ts'
import type { Names } from './names.ts'
import { type BadElement, mostElements, parse } from './parse.ts'
import { type Desk, type Element, Reader } from './reader.ts'
import { cancelText, errorText, requestText, resultText } from './texts.ts'

/** What differs from one use of the dialect to another. */
export interface WireOptions {
  readonly names: Names
  /** Whether a call's only param, an object, is sent as params by name. */
  isByName(method: string, params: readonly unknown[]): boolean
  /** Where requests wait for others of the same turn; `undefined`: each leaves alone. */
  readonly kept: Kept | undefined
}

/** One connection of JSON-RPC 2.0 (https://www.jsonrpc.org/specification). */
export class JsonRpcWire implements PlainWire {
  readonly #side: PlainSide
  readonly #options: WireOptions
  readonly #callers: Callers
  readonly #reader: Reader

  constructor(side: PlainSide, options: WireOptions) {
    this.#side = side
    this.#options = options
    this.#callers = new Callers(side)
    this.#reader = new Reader(this.#callers, options.names)
  }

  get kept(): number {
    return this.#options.kept?.count ?? 0
  }

  takeKept(): string | undefined {
    return this.#options.kept?.take()
  }

  encode(message: PlainMessage): Payload | undefined {
    switch (message.type) {
      case 'call':
        return this.#request(message.method, message.params, String(message.id))
      case 'notify':
        return this.#request(message.method, message.params, undefined)
      case 'cancel':
        return this.#leave(cancelText(message.id))
      case 'result':
        // A method that returns nothing: the member has to be there (section 5).
        return this.#answer(message.id, (id) => resultText(message.value ?? null, this.#side.theirLimits, id))
      case 'error':
        return this.#fail(message.id, toErrorObject(message))
      case 'refuse':
        return this.#fail(message.id, refusalObject(message.reason))
    }
  }

  decode(payload: Payload, reader: PlainReader): void {
    const parsed = parse(payload, this.#side.ourLimits)
    const alone = this.#desk(reader, undefined)
    if (parsed.kind === 'unparsable') return alone.refuse(parseError)
    if (parsed.kind === 'too-long') {
      return alone.refuse({ ...invalidRequest, data: `a batch of more than ${mostElements}` })
    }
    if (parsed.kind === 'single') return this.#read(parsed.elements[0], alone)
    if (parsed.elements.length === 0) return alone.refuse(invalidRequest)
    const batch = this.#callers.begin(parsed.elements.length)
    const desk = this.#desk(reader, batch)
    for (const element of parsed.elements) this.#read(element, desk)
    const whole = this.#callers.end(batch)
    if (whole !== undefined) reader.reply(whole)
  }

  #read(element: Element | BadElement, desk: Desk): void {
    if ('fault' in element) this.#reader.readBad(element.members, element.fault, desk)
    else this.#reader.read(element, desk)
  }

  #desk(reader: PlainReader, batch: Answers | undefined): Desk {
    const say = (text: string): void => (batch === undefined ? reader.reply(text) : batch.add(text))
    return { reader, batch, refuse: (error, id) => say(errorText(error, this.#side.theirLimits, id)) }
  }

  #request(method: string, params: readonly unknown[], id: string | undefined): string | undefined {
    const isByName = this.#options.isByName(method, params)
    const asked = { method: this.#options.names.toWire(method), id }
    return this.#leave(requestText(asked, params, isByName, this.#side.theirLimits))
  }

  #leave(request: string): string | undefined {
    const { kept } = this.#options
    return kept === undefined ? request : kept.add(request)
  }

  #fail(id: number, error: ErrorObject): string | undefined {
    return this.#answer(id, (idText) => errorText(error, this.#side.theirLimits, idText))
  }

  /** Written first: a value that can't travel leaves the call as it was. */
  #answer(id: number, write: (idText: string) => string): string | undefined {
    const idText = this.#callers.textOf(id)
    return idText === undefined ? undefined : this.#callers.answer(id, write(idText))
  }
}
