import { MsgpackDecoder } from './decoder.ts'
import { MsgpackEncoder } from './encoder.ts'
import type { Codec } from '../codec.ts'

/** MessagePack, in binary messages: the default. */
export function msgpack(): Codec {
  return codec
}

const codec: Codec = {
  name: 'msgpack',
  format: 'binary',
  createEncoder: (limits) => new MsgpackEncoder(limits),
  createDecoder: (limits) => new MsgpackDecoder(limits),
}
