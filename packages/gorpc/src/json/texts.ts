import {
  type JsonForms,
  plainForms,
  unimplemented,
  untravellable,
  type ValueLimits,
  writeJson,
} from '@wsrpc/core'
import { toBase64 } from './base64.ts'

export const name = 'goJson'

const forms: JsonForms = {
  ...plainForms,
  // As encoding/json has `[]byte` (RFC 4648, section 4).
  Uint8Array: (value) => toBase64(value as Uint8Array),
  stream: () => {
    throw unimplemented(name, 'streams')
  },
}

/** @throws RpcError INVALID_ARGUMENT or UNIMPLEMENTED, not started, when it can't travel. */
export function valueText(place: string, value: unknown, limits: ValueLimits): string {
  try {
    return writeJson(value, limits, forms)
  } catch (error) {
    throw untravellable(place, error)
  }
}

/** `params` as text: an array. In the order in which Go writes it. */
export function requestText(method: string, params: string, id: number): string {
  return `{"method":${JSON.stringify(method)},"params":${params},"id":${id}}\n`
}

/** `result` and `id` as text. */
export function resultText(result: string, id: string): string {
  return `{"id":${id},"result":${result},"error":null}\n`
}

/** `id` as text. The error is never anything but a text that is not empty: Go's client does not survive it. */
export function errorText(error: string, id: string): string {
  return `{"id":${id},"result":null,"error":${JSON.stringify(error)}}\n`
}
