import { jsonValues, type ValueLimits, type WriteJson } from '@wsrpc/core'
import type { ErrorObject } from './errors.ts'

/** How a call is given up, as the Language Server Protocol 3.17 does it ("Cancellation Support"). */
export const cancelMethod = '$/cancelRequest'

export const valueText: WriteJson = jsonValues('jsonrpc')

/** @throws RpcError INVALID_ARGUMENT or UNIMPLEMENTED, not started, when a value in them can't travel. */
export function paramsText(params: readonly unknown[], isByName: boolean, limits: ValueLimits): string {
  // A call without params has no such member (section 4.2: it may be omitted).
  if (params.length === 0) return ''
  const [field, value] = isByName ? ['params[0]', params[0]] : ['params', params]
  return valueText(field as string, value, limits)
}

/** `id` as text; `undefined`: a notification. */
export function requestText(method: string, params: string, id?: string): string {
  const written = params === '' ? '' : `,"params":${params}`
  const closing = id === undefined ? '' : `,"id":${id}`
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${written}${closing}}`
}

export function resultText(result: string, id: string): string {
  return `{"jsonrpc":"2.0","result":${result},"id":${id}}`
}

/** @throws RpcError as {@link paramsText}, when its data can't travel. */
export function errorText(
  { code, message, data }: ErrorObject,
  limits: ValueLimits,
  id: string = 'null',
): string {
  const written = data === undefined ? '' : `,"data":${valueText('data', data, limits)}`
  return `{"jsonrpc":"2.0","error":{"code":${code},"message":${JSON.stringify(message)}${written}},"id":${id}}`
}
