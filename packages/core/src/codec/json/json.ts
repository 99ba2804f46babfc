import { JsonDecoder } from './decoder.ts'
import { JsonEncoder } from './encoder.ts'
import type { Codec } from '../codec.ts'

/** JSON, in text messages: readable in the developer tools of a browser. */
export function json(): Codec {
  return codec
}

const codec: Codec = {
  name: 'json',
  format: 'text',
  createEncoder: (limits) => new JsonEncoder(limits),
  createDecoder: (limits) => new JsonDecoder(limits),
}
