import {
  BadFrame,
  type Codec,
  type Frame,
  MalformedError,
  type Payload,
  ValueError,
  formatPath,
} from '../../codec/codec.ts'
import { ProtocolError } from '../../close.ts'
import { RpcError } from '../../errors.ts'
import { type Limits, maxBatchBytes, maxStatusBytes } from '../../limits.ts'
import type { Message, OutgoingMessage } from '../../message.ts'
import type { Dialect, DialectHost, DialectSession } from '../dialect.ts'
import { Batch } from './batch.ts'
import { toMessage } from './decode.ts'
import { toFrame } from './encode.ts'
import { frameNames, frames } from './frames.ts'

const prefix = 'wsrpc.v1.'

/** More than what a batch adds to its only frame, in bytes. */
const batchHead = 16

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
    features: [],
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

class WsrpcSession implements DialectSession {
  ignored = 0
  readonly #format: Codec['format']
  readonly #encoder: ReturnType<Codec['createEncoder']>
  readonly #decoder: ReturnType<Codec['createDecoder']>
  readonly #batch: Batch
  #ourLimits: Limits
  #theirLimits: Limits

  constructor(codec: Codec, host: DialectHost, limits: Limits) {
    this.#format = codec.format
    this.#ourLimits = this.#theirLimits = limits
    this.#encoder = codec.createEncoder(limits)
    this.#decoder = codec.createDecoder(limits)
    this.#batch = new Batch(this.#encoder, (payload) => host.transmit(payload))
  }

  get ourLimits(): Limits {
    return this.#ourLimits
  }
  set ourLimits(limits: Limits) {
    this.#ourLimits = this.#decoder.limits = limits
  }

  get theirLimits(): Limits {
    return this.#theirLimits
  }
  set theirLimits(limits: Limits) {
    this.#theirLimits = this.#encoder.limits = limits
  }

  write(message: OutgoingMessage): boolean {
    try {
      return this.#batch.append(toFrame(message))
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      throw untravellable(message, error)
    }
  }

  flush(): void {
    this.#batch.flush()
  }

  read(payload: Payload, receive: (message: Message) => void): void {
    // A text can't be shorter in bytes than in characters: the cheap check is safe, the scan does the exact one.
    if (payload.length > this.#ourLimits.maxMessageBytes + maxBatchBytes) {
      throw new ProtocolError('tooLarge', `a message of ${payload.length} bytes is over what this side takes`)
    }
    if ((typeof payload === 'string') !== (this.#format === 'text')) {
      throw new ProtocolError(
        'malformed',
        `expected a ${this.#format} WebSocket message, as the subprotocol says`,
      )
    }
    for (const frame of this.#decode(payload)) {
      if (typeof frame === 'number') continue // how many messages the other side has: nothing is kept yet
      const message = frame instanceof BadFrame ? bad(frame) : toMessage(frame)
      if (message === undefined) this.ignored++
      else receive(checkSize(message, payload.length))
    }
  }

  #decode(payload: Payload): readonly (Frame | BadFrame | number)[] {
    try {
      return this.#decoder.decode(payload)
    } catch (error) {
      if (error instanceof MalformedError)
        throw new ProtocolError('malformed', error.message, { cause: error })
      throw error
    }
  }
}

/** A message over a batch's size holds one frame only: a STATUS in it is itself too large. */
function checkSize(message: Message, size: number): Message {
  if (message.type !== 'status' || size <= maxStatusBytes + batchHead) return message
  throw new ProtocolError('tooLarge', `a STATUS of ${size} bytes: at most ${maxStatusBytes} are possible`)
}

function bad(frame: BadFrame): Message | undefined {
  const of = frameNames.get(frame.type)
  return of === undefined ? undefined : { type: 'bad', of, id: frame.id, fault: frame.fault }
}

/** Names the place as the caller knows it: `params[0].user`, not position 3 of a frame. */
function untravellable(message: OutgoingMessage, error: ValueError): RpcError {
  const [position, ...path] = error.path
  const field = typeof position === 'number' ? frames[message.type].fields[position] : undefined
  return new RpcError('INVALID_ARGUMENT', `${field ?? 'message'}${formatPath(path)}: ${error.reason}`, {
    execution: 'not-started',
    cause: error,
  })
}
