import type { Codec, Frame, Payload } from '../../src/codec/codec.ts'
import { frames } from '../../src/dialect/wsrpc/frames.ts'
import type { DialectHost, DialectSession } from '../../src/dialect/dialect.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import type { Message } from '../../src/message.ts'

/** A PART as it travels. */
export interface Part {
  readonly id: number
  readonly piece: Payload
  readonly total: number | undefined
  readonly type: number | undefined
}

/** One end of a wire on which nothing moves by itself. */
export class End implements DialectHost {
  readonly session: DialectSession
  /** What the other end has not read. */
  readonly wire: Payload[] = []
  /** All that was given to the socket, whether it took it or not. */
  readonly log: Payload[] = []
  readonly got: Message[] = []
  readonly left: number[] = []
  rooms = 0
  idles = 0
  overloads = 0
  /** Whether there is a socket. */
  connected = true
  /** Whether a flush is owed. */
  due = false

  constructor(codec: Codec, limits: Limits = { ...defaultLimits }) {
    this.session = wsrpc(codec).open(`wsrpc.v1.${codec.name}`, this, limits)
    this.session.parts = true
  }

  transmit(payload: Payload): boolean {
    this.log.push(payload)
    if (this.connected) this.wire.push(payload)
    return this.connected
  }
  flushSoon(): void {
    this.due = true
  }
  onRoom(): void {
    this.rooms++
  }
  onLeft(id: number): void {
    this.left.push(id)
  }
  onIdle(): void {
    this.idles++
  }
  onOverload(): void {
    this.overloads++
  }

  /** What the end of a turn does. */
  flush(): void {
    while (this.due) {
      this.due = false
      this.session.flush()
    }
  }

  /** The other end reads what this one sent, `count` messages or all. */
  deliver(to: End, count = Infinity): void {
    for (let n = 0; n < count; n++) {
      const payload = this.wire.shift()
      if (payload === undefined) return
      to.read(payload)
    }
  }

  read(payload: Payload): void {
    this.session.read(payload, (message) => this.got.push(message))
  }
}

/** Two ends, and all that they need to go on. */
export class Pair {
  readonly one: End
  readonly two: End

  constructor(codec: Codec, limits?: Limits) {
    this.one = new End(codec, limits)
    this.two = new End(codec, limits)
  }

  /** Everything leaves, arrives and is acknowledged, until nothing moves any more. */
  settle(): void {
    const { one, two } = this
    do {
      for (const end of [one, two]) end.flush()
      one.deliver(two)
      two.deliver(one)
      for (const end of [one, two]) end.session.acknowledge()
    } while (one.due || two.due || one.wire.length + two.wire.length > 0)
  }
}

/** What is in a message, as anybody would read it. */
export function elementsOf(codec: Codec, payload: Payload): readonly (Frame | number)[] {
  const elements = codec.createDecoder(defaultLimits, frames.part.type).decode(payload)
  return elements as readonly (Frame | number)[]
}

/** The PART in a message; `undefined` if it holds none. */
export function partIn(codec: Codec, payload: Payload): Part | undefined {
  const frame = elementsOf(codec, payload).find(
    (element): element is Frame => typeof element !== 'number' && element[0] === frames.part.type,
  )
  if (frame === undefined) return undefined
  const [, id, piece, total, type] = frame as [
    number,
    number,
    Payload,
    number | undefined,
    number | undefined,
  ]
  return { id, piece, total, type }
}

/** The pieces of an encoding, each of at most `most` bytes, as the PARTs that a foreign sender may make of it. */
export function cut(codec: Codec, frame: Frame, most: number): Frame[] {
  const encoder = codec.createEncoder({ ...defaultLimits, maxMessageBytes: 2 ** 30, maxStringBytes: 2 ** 30 })
  const total = encoder.append(frame)
  return cutEncoding(codec, encoder.takeLast(), { id: frame[1], type: frame[0], total }, most)
}

/** The same, for an encoding that says something else than its PARTs do. */
export function cutEncoding(
  codec: Codec,
  encoding: Payload,
  said: { readonly id: unknown; readonly type: unknown; readonly total: number },
  most: number,
): Frame[] {
  const encoder = codec.createEncoder(defaultLimits)
  const parts: Frame[] = []
  for (let at = 0; at < encoding.length;) {
    const { data, end } = encoder.part(encoding, at, most)
    const head = [frames.part.type, said.id, data]
    parts.push(at === 0 ? [...head, said.total, said.type] : head)
    at = end
  }
  return parts
}
