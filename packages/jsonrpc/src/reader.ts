import { type PlainReader, maxMethodLength, membersOf } from '@wsrpc/core'
import type { Answers } from './answers.ts'
import type { Callers } from './callers.ts'
import { type ErrorObject, faultOf, invalidRequest, readErrorObject, refusalIn } from './errors.ts'
import type { Names } from './names.ts'
import { cancelMethod } from './texts.ts'

/** How an object was written. */
interface Writing {
  /** The text of a member: asked for where JavaScript can't hold it. */
  written(member: string): string | undefined
}

/** One element that arrived: a value, and, if it is an object, how it was written. */
export interface Element extends Writing {
  readonly value: unknown
}

/** Where what arrived goes, and what is said to it. */
export interface Desk {
  readonly reader: PlainReader
  /** The batch that it came in; `undefined`: it came alone. */
  readonly batch: Answers | undefined
  /** Says so at once. `id` as text. */
  refuse(error: ErrorObject, id?: string): void
}

type Members = Readonly<Record<string, unknown>>

/** What an element of JSON-RPC means: the rules of sections 4, 5 and 6. */
export class Reader {
  readonly #callers: Callers
  readonly #names: Names

  constructor(callers: Callers, names: Names) {
    this.#callers = callers
    this.#names = names
  }

  read(element: Element, desk: Desk): void {
    const { value } = element
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return desk.refuse(invalidRequest)
    const members = value as Members
    if ('method' in members) return this.#request(members, element, desk)
    if ('result' in members || 'error' in members) return this.#answer(members, desk.reader)
    desk.refuse(invalidRequest, idTextOf(members, element))
  }

  /** One that must not be built, since a value in it breaks a limit: only what it belongs to is known. */
  readBad(members: ReadonlyMap<string, string>, fault: string, desk: Desk): void {
    const { reader, batch } = desk
    const id = members.get('id')
    const idText = id === undefined || !isId(parsed(id)) ? undefined : id
    if (members.has('method')) {
      if (id === undefined)
        return reader.receive({ type: 'bad', of: 'notify', id: this.#callers.fresh(), fault })
      if (idText === undefined) return desk.refuse(invalidRequest)
      return reader.receive({ type: 'bad', of: 'call', id: this.#callers.add(idText, batch), fault })
    }
    if (!members.has('result') && !members.has('error')) return desk.refuse(invalidRequest, idText)
    const call = idText === undefined ? undefined : parsed(idText)
    if (typeof call === 'number') reader.receive({ type: 'bad', of: 'result', id: call, fault })
    else reader.ignore()
  }

  #request(members: Members, element: Element, desk: Desk): void {
    const { jsonrpc, method, params } = members
    const id = idTextOf(members, element)
    const isNamed = typeof method === 'string' && method.length <= maxMethodLength
    const isStructured = params === undefined || (typeof params === 'object' && params !== null)
    if (jsonrpc !== '2.0' || !isNamed || !isStructured || (id === undefined && 'id' in members)) {
      return desk.refuse(invalidRequest, id)
    }
    const { reader, batch } = desk
    const call = { method: this.#names.fromWire(method), params: paramsOf(params) }
    if (id !== undefined) return reader.receive({ type: 'call', id: this.#callers.add(id, batch), ...call })
    if (method === cancelMethod) return this.#cancel(params, element, reader)
    // Those that begin so are the protocol's own, and may be ignored (LSP 3.17, "$ Notifications and Requests").
    if (method.startsWith('$/')) return reader.ignore()
    reader.receive({ type: 'notify', id: this.#callers.fresh(), ...call })
  }

  #cancel(params: unknown, element: Element, reader: PlainReader): void {
    const inParams: Writing = {
      written: (member) => membersOf(element.written('params') ?? '', [member]).get(member),
    }
    const id = idTextOf((params ?? {}) as Members, inParams)
    const call = id === undefined ? undefined : this.#callers.find(id)
    if (call === undefined) reader.ignore()
    else reader.receive({ type: 'cancel', id: call })
  }

  #answer(members: Members, reader: PlainReader): void {
    const { jsonrpc, id = null, result } = members
    const error = 'error' in members ? readErrorObject(members['error']) : undefined
    if (id === null && error !== undefined) return reader.report(faultOf(error))
    // This side's ids are numbers.
    if (typeof id !== 'number') return reader.ignore()
    const isOne = 'result' in members ? !('error' in members) : error !== undefined
    if (jsonrpc !== '2.0' || !isOne) {
      const fault =
        "it is not JSON-RPC 2.0: that has jsonrpc '2.0' and either a result or an error with code and message"
      return reader.receive({ type: 'bad', of: 'result', id, fault })
    }
    if (error === undefined) return reader.receive({ type: 'result', id, value: result })
    // Who leaves stays away. Who is full or pauses would have to say when that is over, and has no words for it.
    if (refusalIn(members['error'] as object) === 'draining')
      return reader.receive({ type: 'refuse', id, reason: 'draining' })
    reader.receive({ type: 'error', id, ...error })
  }
}

/** By name they are one param, an object. */
function paramsOf(params: unknown): readonly unknown[] {
  if (params === undefined) return []
  return Array.isArray(params) ? params : [params]
}

function isId(value: unknown): value is string | number | null {
  return typeof value === 'string' || typeof value === 'number' || value === null
}

/** As it came, so that it is echoed exactly; `undefined`: there is none, or it is no id, or too long to be kept. */
function idTextOf({ id }: Members, writing: Writing): string | undefined {
  if (!isId(id)) return undefined
  const isExact = typeof id !== 'number' || Number.isSafeInteger(id)
  const text = (isExact ? undefined : writing.written('id')) ?? JSON.stringify(id)
  return text.length > longestId ? undefined : text
}

/** Longest id that is taken, in characters of JSON: it is kept until its call is answered, and is no payload. */
const longestId = 1024

function parsed(text: string): unknown {
  if (text.length > longestId) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
