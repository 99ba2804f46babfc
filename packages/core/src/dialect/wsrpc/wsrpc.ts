import type { Codec } from '../../codec/codec.ts'
import type { Dialect, DialectSession } from '../dialect.ts'
import { WsrpcSession } from './session.ts'

const prefix = 'wsrpc.v1.'

/**
 * The native dialect, version 1, over the given codecs, best first.
 *
 * @throws TypeError when no codec is given, one is no codec, or two have one name.
 */
export function wsrpc(...codecs: readonly Codec[]): Dialect {
  for (const codec of codecs) checkCodec(codec)
  const bySubprotocol = new Map(codecs.map((codec) => [prefix + codec.name, codec]))
  if (codecs.length === 0 || bySubprotocol.size < codecs.length) {
    throw new TypeError('wsrpc(…) takes at least one codec, and no two of one name: wsrpc(msgpack(), json())')
  }
  return {
    name: 'wsrpc',
    subprotocols: [...bySubprotocol.keys()],
    features: ['parts', 'resume', 'streams'],
    heartbeat: 'frames',
    handshake: true,
    open(subprotocol, host, limits): DialectSession {
      const codec = bySubprotocol.get(subprotocol)
      if (codec === undefined) throw new TypeError(`the dialect wsrpc has no subprotocol '${subprotocol}'`)
      return new WsrpcSession(codec, host, limits)
    },
  }
}

/** Found now, and not when somebody dials: `json` and `'json'` are easily written for `json()`. */
function checkCodec(codec: unknown): void {
  if (typeof codec !== 'object' || codec === null) {
    const name = typeof codec === 'function' ? codec.name : codec
    const call = typeof name === 'string' && /^[a-z]\w{0,31}$/i.test(name) ? name : 'json'
    const given = typeof codec === 'function' ? call : name === call ? `'${call}'` : kindOf(codec)
    throw new TypeError(`a codec is made by a call: write ${call}(), not ${given}`)
  }
  const { name, format, createEncoder, createDecoder } = codec as { readonly [key in keyof Codec]?: unknown }
  const lacks: string[] = []
  if (typeof name !== 'string' || name === '') lacks.push('name')
  if (format !== 'binary' && format !== 'text') lacks.push("format ('binary' or 'text')")
  if (typeof createEncoder !== 'function') lacks.push('createEncoder()')
  if (typeof createDecoder !== 'function') lacks.push('createDecoder()')
  if (lacks.length === 0) return
  throw new TypeError(
    `a codec is made by a call, as json() is: the ${kindOf(codec)} that was given lacks ${lacks.join(', ')}`,
  )
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
