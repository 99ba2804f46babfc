import { jsonValues, type WriteJson } from '@wsrpc/core'
import { toBase64 } from './base64.ts'

export const name = 'goJson'

/** Bytes as encoding/json has `[]byte` (RFC 4648, section 4). */
export const valueText: WriteJson = jsonValues(name, { Uint8Array: (value) => toBase64(value as Uint8Array) })

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
