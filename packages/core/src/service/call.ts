import { RpcError } from '../errors.ts'
import { maxMethodLength } from '../limits.ts'
import type { CallMeta } from '../message.ts'

/** How long a call may take, in ms, when nothing is said: 30 s. */
export const defaultTimeout: number = 30_000

/** What every call can be told, on both sides. */
export interface BaseCallOptions {
  /**
   * Milliseconds for the whole call: waiting and all attempts. Infinity for none; 0 or less has passed already.
   * @default 30000
   */
  readonly timeout?: number
  /**
   * Gives the call up when it fires. A waiting call was not started; one that was sent is `'unknown'`. Streams in its
   * result end then, too, as CANCELLED.
   */
  readonly signal?: AbortSignal
  /**
   * Milliseconds that a reader of a stream in the result waits for an item before it fails with DEADLINE_EXCEEDED. The
   * call's own timeout ends with the result.
   * @default Infinity: a stream may be silent for as long as its connection lives
   */
  readonly idleTimeout?: number
  /** Names the call across its attempts, so that a method can recognise one that it has seen. */
  readonly idempotencyKey?: string
  /** Free data for the method's context. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** W3C Trace Context (https://www.w3.org/TR/trace-context/), passed on as it is. */
  readonly trace?: { readonly traceparent: string; readonly tracestate?: string }
}

/**
 * Checks what a caller typed before anything is done with it.
 *
 * @throws TypeError that says what is wrong and what was probably meant.
 */
export function checkCall(method: unknown, params: unknown, options: BaseCallOptions | undefined): void {
  if (typeof method !== 'string')
    throw new TypeError(`a method's name must be a string, not ${typeof method}`)
  const dot = method.indexOf('.')
  if (dot <= 0 || dot === method.length - 1 || method.length > maxMethodLength) {
    throw new TypeError(
      `'${method.slice(0, 64)}' is not a method's name: write 'Service.method', at most ${maxMethodLength} characters`,
    )
  }
  if (!Array.isArray(params)) {
    const meant =
      typeof params === 'string' ? `['${params}']` : typeof params === 'object' ? '[{ … }]' : '[…]'
    throw new TypeError(`the params of ${method} must be an array: did you mean ${meant}?`)
  }
  const timeout = options?.timeout
  if (timeout !== undefined && (typeof timeout !== 'number' || Number.isNaN(timeout))) {
    throw new TypeError(`timeout must be a number of milliseconds or Infinity, not ${String(timeout)}`)
  }
  const idle = options?.idleTimeout
  if (idle !== undefined && !(typeof idle === 'number' && idle > 0)) {
    throw new TypeError(
      `idleTimeout must be a number of milliseconds over 0, or Infinity, not ${String(idle)}`,
    )
  }
  if (options !== undefined) checkMeta(options)
}

/** A receiver ends the connection over any of these, so none may leave. */
function checkMeta({ idempotencyKey, metadata, trace }: BaseCallOptions): void {
  if (idempotencyKey !== undefined && !isText(idempotencyKey, maxKeyLength)) {
    throw new TypeError(`idempotencyKey must be a string of at most ${maxKeyLength} characters`)
  }
  if (metadata !== undefined && !isPlainObject(metadata)) {
    throw new TypeError("metadata must be a plain object, as { user: 'ann' } is")
  }
  if (trace === undefined) return
  const { traceparent, tracestate } = (trace as Partial<typeof trace> | null) ?? {}
  if (!isText(traceparent, 512) || (tracestate !== undefined && !isText(tracestate, maxKeyLength))) {
    throw new TypeError('trace must be { traceparent, tracestate? }, strings as W3C Trace Context has them')
  }
}

/** As long as a receiver takes it. */
const maxKeyLength = 4096

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // By its place in the chain, so that objects of other realms count too.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** When a call that begins now must be over, in ms of the same clock. */
export function deadlineOf(options: BaseCallOptions | undefined, now: number): number {
  return now + Math.max(0, options?.timeout ?? defaultTimeout)
}

/** What travels with the call; `undefined` when there is nothing. */
export function metaOf(options: BaseCallOptions | undefined): CallMeta | undefined {
  if (options === undefined) return undefined
  const { idempotencyKey, metadata, trace } = options
  if (idempotencyKey === undefined && metadata === undefined && trace === undefined) return undefined
  const meta: CallMeta = {}
  if (idempotencyKey !== undefined) meta.idempotencyKey = idempotencyKey
  if (metadata !== undefined) meta.metadata = metadata
  if (trace !== undefined) meta.trace = trace
  return meta
}

/** The error of a call whose signal has fired. */
export function cancelled(method: string, execution: 'not-started' | 'unknown', reason: unknown): RpcError {
  return new RpcError('CANCELLED', `${method} was cancelled by its caller`, { execution, cause: reason })
}

/** The error of a call whose time ran out. */
export function deadlineExceeded(
  method: string,
  execution: 'not-started' | 'unknown',
  where: string,
): RpcError {
  return new RpcError('DEADLINE_EXCEEDED', `${method}: its time ran out ${where}`, { execution })
}
