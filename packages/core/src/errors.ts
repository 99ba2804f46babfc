/**
 * The one error class of wsrpc, and the one table of its codes.
 *
 * Names and meanings of the codes are gRPC's (https://grpc.io/docs/guides/status-codes/), so that nobody has
 * to learn them anew.
 */

/** What one row of {@link errorCodes} says. */
export interface ErrorCodeInfo {
  /** What it means, for people. */
  readonly meaning: string
  /** Whether the same call, sent again later, may well succeed. It does not say that sending again is safe: see `execution`. */
  readonly retryable: boolean
  /** The JSON-RPC 2.0 error code that stands for it (section 5.1: -32000 to -32099 are free for servers). */
  readonly jsonRpc: number
  /** The WebSocket close code when the whole connection ends for this reason, if there is one. */
  readonly closeCode?: number
}

/** The name of a code, as in `error.code === 'UNAVAILABLE'`. */
export type ErrorCode =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED'

/** Every code that an {@link RpcError} can have. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeInfo>> = {
  CANCELLED: { meaning: 'the caller gave up', retryable: false, jsonRpc: -32800 },
  UNKNOWN: { meaning: 'the method threw an error without a code', retryable: false, jsonRpc: -32000 },
  INVALID_ARGUMENT: {
    meaning: 'a value is wrong or can not travel',
    retryable: false,
    jsonRpc: -32602,
    closeCode: 4400,
  },
  DEADLINE_EXCEEDED: { meaning: 'the time ran out', retryable: true, jsonRpc: -32001 },
  NOT_FOUND: { meaning: 'there is no such service or thing', retryable: false, jsonRpc: -32002 },
  ALREADY_EXISTS: { meaning: 'the thing is there already', retryable: false, jsonRpc: -32003 },
  PERMISSION_DENIED: {
    meaning: 'this caller may not do that',
    retryable: false,
    jsonRpc: -32004,
    closeCode: 4403,
  },
  RESOURCE_EXHAUSTED: {
    meaning: 'a queue, a quota or a size limit is full',
    retryable: true,
    jsonRpc: -32005,
    closeCode: 4429,
  },
  FAILED_PRECONDITION: {
    meaning: 'the system is not in the state for it',
    retryable: false,
    jsonRpc: -32006,
  },
  ABORTED: { meaning: 'it ran into a conflict with another', retryable: true, jsonRpc: -32007 },
  OUT_OF_RANGE: { meaning: 'past the end of a valid range', retryable: false, jsonRpc: -32008 },
  UNIMPLEMENTED: { meaning: 'there is no such method or feature', retryable: false, jsonRpc: -32601 },
  INTERNAL: { meaning: 'something is broken on that side', retryable: false, jsonRpc: -32603 },
  UNAVAILABLE: { meaning: 'nobody can do it now', retryable: true, jsonRpc: -32009 },
  DATA_LOSS: { meaning: 'data is lost or corrupt for good', retryable: false, jsonRpc: -32010 },
  UNAUTHENTICATED: {
    meaning: 'the caller did not prove who it is',
    retryable: false,
    jsonRpc: -32011,
    closeCode: 4401,
  },
}

/**
 * How far the work went. Never guessed:
 *
 * - `'not-started'`: the method did not run. Sending the call again can't double anything.
 * - `'unknown'`: the call was written and no answer came. The method may or may not have run.
 * - `'finished'`: the method ran and failed, or its result could not be sent.
 */
export type Execution = 'not-started' | 'unknown' | 'finished'

/** What an {@link RpcError} may be made with besides its code and message. */
export interface RpcErrorOptions {
  /** Any value that can travel; it crosses to the other side. */
  readonly data?: unknown
  /** How far the work went. Default: `'finished'`, since an error that a method throws is one. */
  readonly execution?: Execution
  /** The error behind this one. It stays on this side. */
  readonly cause?: unknown
}

const mark = Symbol.for('@wsrpc/RpcError')

/**
 * The error of every call that fails.
 *
 * Thrown by a method it crosses to the caller with its code, message and data. Use {@link isRpcError} to
 * recognise one: two copies of this package in one program have two classes.
 */
export class RpcError extends Error {
  /** One of {@link errorCodes}. */
  readonly code: ErrorCode
  /** What the thrower added; absent when nothing. */
  declare readonly data?: unknown
  /** How far the work went. */
  readonly execution: Execution

  /** @throws TypeError when `code` is not one of {@link errorCodes}. */
  constructor(code: ErrorCode, message: string, options: RpcErrorOptions = {}) {
    if (!isErrorCode(code)) {
      throw new TypeError(
        `unknown error code '${String(code)}': use one of ${Object.keys(errorCodes).join(', ')}`,
      )
    }
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.execution = options.execution ?? 'finished'
    if (options.data !== undefined) this.data = options.data
  }

  /** Whether the same call, sent again later, may well succeed. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable
  }
}

// On the prototypes, so that instances print without noise.
Object.defineProperty(RpcError.prototype, 'name', { value: 'RpcError', configurable: true, writable: true })
Object.defineProperty(RpcError.prototype, mark, { value: true })

/** Whether a value is an {@link RpcError}, also one of another copy of this package. */
export function isRpcError(value: unknown): value is RpcError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[mark] === true
}

/** Whether a string from the wire is a code that this version knows. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value)
}
