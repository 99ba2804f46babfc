import {
  type ErrorCode,
  errorCodes,
  type ErrorMessage,
  type RefuseReason,
  RpcError,
  shortened,
} from '@wsrpc/core'

/** The error object of JSON-RPC 2.0, section 5.1. */
export interface ErrorObject {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/**
 * An error with a number that is not in the table of codes, as others' applications have. It is the `cause` of the RpcError
 * that such an answer is to its caller. The other way, a method that throws an RpcError with one as its `cause` answers with
 * its number; except for -32600 and -32700, which say that nothing ran.
 */
export class JsonRpcError extends Error {
  override readonly name: string = 'JsonRpcError'
  readonly code: number

  /** @throws TypeError when the code is not an integer. */
  constructor(code: number, message: string) {
    if (!Number.isInteger(code))
      throw new TypeError(`the code of a JSON-RPC error must be an integer, not ${code}`)
    super(message)
    this.code = code
  }
}

/** What the specification's own codes are called there. -32602 and -32603 have a message that says what is wrong. */
const words = { parse: 'Parse error', request: 'Invalid Request', method: 'Method not found' } as const

export const parseError: ErrorObject = { code: -32700, message: words.parse }
export const invalidRequest: ErrorObject = { code: -32600, message: words.request }
const methodNotFound: ErrorObject = { code: errorCodes.UNIMPLEMENTED.jsonRpc, message: words.method }

const names: ReadonlyMap<number, ErrorCode> = new Map(
  Object.entries(errorCodes).map(([name, { jsonRpc }]) => [jsonRpc, name as ErrorCode]),
)

/** How a side says that it could not even read something: no method says so. */
const unread: ReadonlyMap<number, ErrorCode> = new Map([
  [parseError.code, 'INTERNAL'],
  [invalidRequest.code, 'INTERNAL'],
])

/**
 * What proves that a call did not run: the number with the specification's own words, as the number alone may be what a method
 * throws. -32700 proves nothing: who can't parse a call does not know its id (section 5), so a method let it through.
 */
const ranNothing: readonly ErrorObject[] = [methodNotFound, invalidRequest]

/** JSON-RPC has no refusal: it is an error whose data tells it from one that a method throws. */
const refusals: Readonly<Record<RefuseReason, ErrorObject>> = {
  full: {
    code: errorCodes.RESOURCE_EXHAUSTED.jsonRpc,
    message: 'as many calls as may run are running: try later',
    data: { refused: 'full' },
  },
  draining: {
    code: errorCodes.UNAVAILABLE.jsonRpc,
    message: 'this side is leaving: try another',
    data: { refused: 'draining' },
  },
  paused: {
    code: errorCodes.UNAVAILABLE.jsonRpc,
    message: 'this side pauses: try later',
    data: { refused: 'paused' },
  },
}

/** How an error looks to the other side. `data` is written by whoever knows how. */
export function toErrorObject(error: Omit<ErrorMessage, 'type' | 'id'>): ErrorObject {
  const { code, message, data, execution, cause } = error
  // Whether the service or only the method is missing makes no difference there.
  if (execution === 'not-started' && (code === 'UNIMPLEMENTED' || code === 'NOT_FOUND')) return methodNotFound
  const number =
    cause instanceof JsonRpcError && !unread.has(cause.code) ? cause.code : errorCodes[code].jsonRpc
  const short = shortened(message)
  // It ran, and must say something else than who did not run it, or it would run once more elsewhere.
  const words = saysNotRun(number, short) ? `${code}: ${short}` : short
  if (data === undefined) return { code: number, message: words }
  return { code: number, message: words, data: withoutReason(number, data) }
}

/** What a call in a batch is answered with when its answer does not fit there. `most` in bytes: maxMessageBytes. */
export function tooMuchTogether(most: number): ErrorObject {
  const message = `with its answer those of its batch are more than a message may be (${most} bytes and 64 KiB): send it in a smaller batch, or alone`
  return { code: errorCodes.RESOURCE_EXHAUSTED.jsonRpc, message }
}

export function refusalObject(reason: RefuseReason): ErrorObject {
  return refusals[reason]
}

type Members = { readonly [name in keyof ErrorObject]?: unknown }

/** What an error object means here; `undefined`: it is none. */
export function readErrorObject(value: unknown): Omit<ErrorMessage, 'type' | 'id'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { code, message, data } = value as Members
  if (typeof code !== 'number' || !Number.isInteger(code) || typeof message !== 'string') return undefined
  const refused = refusalIn(value) !== undefined
  const notStarted = refused || saysNotRun(code, message)
  return {
    code: names.get(code) ?? unread.get(code) ?? 'UNKNOWN',
    message,
    execution: notStarted ? 'not-started' : 'finished',
    // A method that throws on the refusal of its own call would say with this data that it never ran.
    ...(data === undefined || refused ? {} : { data }),
    ...(names.has(code) ? {} : { cause: new JsonRpcError(code, message) }),
  }
}

/**
 * Why a call was refused, if that is what an error object says: by its data, and by our words, as data alone may be what a
 * method throws, or what somebody relays.
 */
export function refusalIn(error: object): RefuseReason | undefined {
  const reason = reasonIn(error)
  if (reason === undefined) return undefined
  return refusals[reason].message === (error as Members).message ? reason : undefined
}

function saysNotRun(code: number, message: string): boolean {
  return ranNothing.some((one) => one.code === code && one.message === message)
}

/** The reason that the data names, whatever the words. */
function reasonIn(error: object): RefuseReason | undefined {
  const { code, data } = error as Members
  const reason: unknown = (data as { readonly refused?: unknown } | null | undefined)?.refused
  if (typeof reason !== 'string' || !Object.hasOwn(refusals, reason)) return undefined
  return refusals[reason as RefuseReason].code === code ? (reason as RefuseReason) : undefined
}

/** A method that ran must not be taken for one that was refused: it would run again elsewhere. */
function withoutReason(code: number, data: unknown): unknown {
  try {
    if (reasonIn({ code, data }) === undefined) return data
    const { refused: _, ...rest } = data as { readonly refused?: unknown }
    return rest
  } catch {
    return data // a getter throws: whoever writes it says so
  }
}

/** For whoever watches a connection: the other side could not read something, so it can't say what it was. */
export function faultOf(error: Omit<ErrorMessage, 'type' | 'id'>): RpcError {
  const { code, data, cause } = error
  const message = `the other side reports an error, and not of which call: ${error.message}`
  return new RpcError(code, message, { data, cause, execution: 'unknown' })
}
