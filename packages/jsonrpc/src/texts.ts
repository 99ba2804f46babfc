import { jsonValues, type ValueLimits, type WriteJson } from '@wsrpc/core'
import type { ErrorObject } from './errors.ts'

/** How a call is given up, as the Language Server Protocol 3.17 does it ("Cancellation Support"). */
export const cancelMethod = '$/cancelRequest'

const valueText: WriteJson = jsonValues('jsonrpc')

/** What of a request is called, and how it is told from others. */
export interface Asked {
  /** By its name on the wire. */
  readonly method: string
  /** As text; `undefined`: a notification. */
  readonly id: string | undefined
}

/**
 * A request with a list of params, or with the only one as params by name.
 *
 * @throws RpcError INVALID_ARGUMENT or UNIMPLEMENTED, not started, when a value in them can't travel.
 */
export function requestText(
  { method, id }: Asked,
  params: readonly unknown[],
  isByName: boolean,
  limits: ValueLimits,
): string {
  const before = `{"jsonrpc":"2.0","method":${JSON.stringify(method)}`
  const after = id === undefined ? '}' : `,"id":${id}}`
  // A call without params has no such member (section 4.2: it may be omitted).
  if (params.length === 0) return before + after
  const [field, value] = isByName ? ['params[0]', params[0]] : ['params', params]
  return within(`${before},"params":`, after, field as string, value, limits)
}

/** A call of this side is given up. */
export function cancelText(id: number): string {
  return `{"jsonrpc":"2.0","method":"${cancelMethod}","params":{"id":${id}}}`
}

/**
 * An answer with a result.
 *
 * @param id as text.
 * @throws RpcError as {@link requestText}, when it can't travel.
 */
export function resultText(result: unknown, limits: ValueLimits, id: string): string {
  return within('{"jsonrpc":"2.0","result":', `,"id":${id}}`, 'result', result, limits)
}

/**
 * An answer with an error.
 *
 * @param id as text.
 * @throws RpcError as {@link requestText}, when its data can't travel.
 */
export function errorText(
  { code, message, data }: ErrorObject,
  limits: ValueLimits,
  id: string = 'null',
): string {
  const before = `{"jsonrpc":"2.0","error":{"code":${code},"message":${JSON.stringify(message)}`
  const after = `},"id":${id}}`
  return data === undefined ? before + after : within(`${before},"data":`, after, 'data', data, limits)
}

function within(before: string, after: string, field: string, value: unknown, limits: ValueLimits): string {
  return before + valueText(field, value, limits, before + after) + after
}
