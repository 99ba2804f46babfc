import {
  faultInJson,
  type Limits,
  maxMethodLength,
  membersOf,
  type PlainReader,
  ProtocolError,
} from '@wsrpc/core'
import type { Called } from '../called.ts'
import type { Callers } from '../callers.ts'
import type { Direction } from '../direction.ts'
import { failureOf } from '../failures.ts'
import type { Names } from '../names.ts'

type Members = Readonly<Record<string, unknown>>

/** The members that tell what an object is, and whose. */
const telling = ['id', 'method']

const errorIsNoText = 'its error is not a text, as those of net/rpc are'

/** Longest id that is echoed, in characters, as it is written. */
const longestId = 1024

/** What one JSON object means: a request if it has a method, else a response. */
export class ObjectReader {
  readonly #callers: Callers<string>
  readonly #direction: Direction
  readonly #names: Names
  readonly #called: Called

  constructor(callers: Callers<string>, direction: Direction, names: Names, called: Called) {
    this.#callers = callers
    this.#direction = direction
    this.#names = names
    this.#called = called
  }

  /** @throws ProtocolError when it is no JSON, or neither of the two. */
  read(text: string, limits: Limits, reader: PlainReader): void {
    const fault = asJson(() => faultInJson(text, limits, 1))
    if (fault !== undefined) return this.#bad(text, fault, reader)
    const members = asJson(() => JSON.parse(text) as Members)
    if (members['method'] === undefined) return this.#readResponse(members, reader)
    const { method, params = [] } = members
    if (typeof method !== 'string') throw malformed('a request whose method is no text')
    const id = this.#add(idText(members['id'], text), method, reader)
    const wrong = faultIn(method, params)
    if (wrong !== undefined) return reader.receive({ type: 'bad', of: 'call', id, fault: wrong })
    const call = { method: this.#names.fromWire(method), params: params as readonly unknown[] }
    reader.receive({ type: 'call', id, ...call })
  }

  /** A value in it breaks a limit, so it must not be built: only what it belongs to is known. */
  #bad(text: string, fault: string, reader: PlainReader): void {
    const members = asJson(() => membersOf(text, telling))
    const method = members.get('method')
    const id = members.get('id') ?? 'null'
    if (id.length > longestId) throw malformed('an id that is too long')
    if (method === undefined) {
      if (!/^\d{1,15}$/.test(id)) return reader.ignore()
      this.#called.end(Number(id))
      return reader.receive({ type: 'bad', of: 'result', id: Number(id), fault })
    }
    // A long name is of no use.
    const known = method.length <= maxMethodLength ? asJson(() => JSON.parse(method) as unknown) : ''
    if (typeof known !== 'string') throw malformed('a request whose method is no text')
    asJson(() => JSON.parse(id) as unknown)
    reader.receive({ type: 'bad', of: 'call', id: this.#add(id, known, reader), fault })
  }

  /** Its ids are this side's, so numbers. */
  #readResponse({ id, result = null, error = null }: Members, reader: PlainReader): void {
    if (typeof id !== 'number') return reader.ignore()
    const method = this.#called.end(id)
    if (error === null) reader.receive({ type: 'result', id, value: result })
    else if (typeof error === 'string') reader.receive({ type: 'error', id, ...failureOf(error, method) })
    else reader.receive({ type: 'bad', of: 'result', id, fault: errorIsNoText })
  }

  #add(id: string, method: string, reader: PlainReader): number {
    this.#direction.wasCalled(reader)
    return this.#callers.add(id, method)
  }
}

/** Why a request's method can't be run, for whoever called it. */
function faultIn(method: string, params: unknown): string | undefined {
  if (method.length > maxMethodLength) return `its method's name is longer than ${maxMethodLength} characters`
  return Array.isArray(params) ? undefined : 'its params are not an array, as those of net/rpc are'
}

/** As it came, so that it is echoed exactly: Go's own numbers may be larger than JavaScript's. */
function idText(id: unknown, text: string): string {
  const isExact = typeof id !== 'object' && (typeof id !== 'number' || Number.isSafeInteger(id))
  const written = isExact ? JSON.stringify(id ?? null) : (membersOf(text, ['id']).get('id') ?? 'null')
  if (written.length > longestId) throw malformed('an id that is too long')
  return written
}

function asJson<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new ProtocolError('malformed', 'an object that is not JSON', { cause })
  }
}

function malformed(what: string): ProtocolError {
  return new ProtocolError('malformed', what)
}
