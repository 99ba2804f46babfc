// What a message demands by https://www.jsonrpc.org/specification and `JSON.parse` alone: nothing here is of this library, which
// is held against it.

/** An answer: section 5. */
export interface Answer {
  readonly jsonrpc: '2.0'
  readonly id: string | number | null
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

export interface Demand<Answers = Answer | readonly Answer[] | undefined> {
  /** One answer, or those of a batch in any order; `undefined`: nothing may be said. */
  readonly answers: Answers
  /** How many notifications are in it: they are not answered, but they run. */
  readonly notifications: number
}

const parseError = { code: -32700, message: 'Parse error' }
const invalidRequest = { code: -32600, message: 'Invalid Request' }

/** @param payload as it arrives: JSON is UTF-8 (RFC 8259, section 8.1). The result of each method is the number of its params. */
export function demandOf(payload: string | Uint8Array): Demand {
  const value = read(payload)
  if (value === unreadable) return { answers: failed(parseError, null), notifications: 0 }
  if (!Array.isArray(value)) return { answers: answerTo(value), notifications: isNotification(value) ? 1 : 0 }
  if (value.length === 0) return { answers: failed(invalidRequest, null), notifications: 0 }
  const answers = value.map(answerTo).filter((answer) => answer !== undefined)
  return {
    // Section 6: no empty array, but nothing at all.
    answers: answers.length === 0 ? undefined : answers,
    notifications: value.filter(isNotification).length,
  }
}

const unreadable: unique symbol = Symbol()

/** As `JSON.parse`; but -0 is 0, as nobody can tell them apart on the wire. */
export function readJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (value === 0 ? 0 : value))
}

function read(payload: string | Uint8Array): unknown {
  try {
    return readJson(
      typeof payload === 'string' ? payload : new TextDecoder('utf-8', { fatal: true }).decode(payload),
    )
  } catch {
    return unreadable
  }
}

type Members = Readonly<Record<string, unknown>>

function answerTo(value: unknown): Answer | undefined {
  if (!isObject(value)) return failed(invalidRequest, null)
  if (!('method' in value) && ('result' in value || 'error' in value)) return undefined // an answer itself
  if (isNotification(value)) return undefined
  const { id } = value
  // Section 5: null if the id could not be detected. This one could.
  if (!isRequest(value)) return failed(invalidRequest, isId(id) ? id : null)
  const { params } = value
  const result = Array.isArray(params) ? params.length : params === undefined ? 0 : 1
  return { jsonrpc: '2.0', result, id: id as Answer['id'] }
}

/** Section 4.1: a request without an id. */
function isNotification(value: unknown): boolean {
  return isObject(value) && !('id' in value) && isRequest(value)
}

/** Sections 4 and 4.2. */
function isRequest({ jsonrpc, method, params, ...rest }: Members): boolean {
  const isStructured = params === undefined || (typeof params === 'object' && params !== null)
  const hasFitId = !('id' in rest) || isId(rest['id'])
  return jsonrpc === '2.0' && typeof method === 'string' && isStructured && hasFitId
}

function isId(value: unknown): value is Answer['id'] {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function failed(error: NonNullable<Answer['error']>, id: Answer['id']): Answer {
  return { jsonrpc: '2.0', error, id }
}
