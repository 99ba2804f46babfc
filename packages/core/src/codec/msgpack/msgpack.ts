import { MsgpackDecoder } from './decoder.ts'
import { MsgpackEncoder } from './encoder.ts'
import type { Codec } from '../codec.ts'

/**
 * MessagePack, in binary messages: the default.
 *
 * Strings are UTF-8. What is not valid is read leniently and not refused: a string with a wrong character in it
 * harms nobody, and checking all of them would cost every good one.
 */
export function msgpack(): Codec {
  return codec
}

const codec: Codec = {
  name: 'msgpack',
  format: 'binary',
  createEncoder: (limits) => new MsgpackEncoder(limits),
  createDecoder: (limits, viewsFor) => new MsgpackDecoder(limits, viewsFor),
}
