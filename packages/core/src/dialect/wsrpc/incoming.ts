import { ProtocolError } from '../../close.ts'
import {
  BadFrame,
  type Codec,
  type Frame,
  type FrameDecoder,
  MalformedError,
  type Payload,
  type Refs,
} from '../../codec/codec.ts'
import { utf8Length } from '../../codec/utf8-length.ts'
import {
  ackBytes,
  ackDelay,
  ackMessages,
  type Limits,
  littleAckBytes,
  littleAckDelay,
  maxStatusBytes,
  maxWireBytes,
} from '../../limits.ts'
import type { Message } from '../../message.ts'
import { type Assembled, Assembler, type TooLarge } from './assembler.ts'
import type { Acknowledger } from './outgoing.ts'
import { toMessage } from './decode.ts'
import { helloType, itemType, messageTypeOf, partType, pingType, pongType, welcomeType } from './frames.ts'

/** Bytes of a piece's encoding. */
const lengthsIn: Readonly<Record<Codec['format'], (piece: Payload) => number>> = {
  binary: (piece) => piece.length,
  text: textLength,
}

/** Stands for the assembler of one to which nothing came in parts, as to most: nothing is ever given to it. */
const noAssembler: Assembler = new Assembler(lengthsIn.binary)

type Element = Frame | BadFrame | number
type Receive = (message: Message, place: number) => void

/** Who is told what the other side has. */
export interface Acknowledged {
  /** It has received so many messages. @throws ProtocolError when that can't be. */
  acknowledged(count: number): void
}

/** What this side receives: messages out of batches, large ones out of parts, and how many there were. */
export class Incoming implements Acknowledger, Refs {
  /** Messages of a type that this version does not know. */
  ignored = 0
  /** How many counted messages arrived. */
  received = 0
  refs: Refs | undefined
  readonly #codec: Codec
  readonly #decoder: FrameDecoder
  /** For frames that came in parts, in the middle of reading a batch. */
  #joiner: FrameDecoder | undefined
  #assembler: Assembler = noAssembler
  readonly #owner: Acknowledged
  /** How much of {@link received} the other side was told. */
  #told = 0
  /** Bytes that arrived since. */
  #bytes = 0
  /** Counts the elements of all messages, so that each has a place of its own. */
  #places = 0
  /** The place of the first element of the message that is being decoded. */
  #base = 0

  constructor(codec: Codec, limits: Limits, owner: Acknowledged) {
    this.#codec = codec
    // The bytes of a PART are joined at once: no copy of each.
    this.#decoder = codec.createDecoder(limits, partType)
    this.#limits = limits
    this.#owner = owner
  }

  #limits: Limits
  get limits(): Limits {
    return this.#limits
  }
  set limits(limits: Limits) {
    this.#limits = this.#decoder.limits = limits
  }

  get owesAck(): boolean {
    return this.received > this.#told
  }

  /** Whether so much arrived that the other side should hear of it now. */
  get owesAckNow(): boolean {
    return this.received - this.#told >= ackMessages || this.#bytes >= ackBytes
  }

  /** How long the other side may wait for that otherwise, in ms. */
  get ackDelay(): number {
    return this.#bytes > littleAckBytes ? ackDelay : littleAckDelay
  }

  tell(): number {
    if (!this.owesAck) return 0
    this.#bytes = 0
    return (this.#told = this.received)
  }

  toId(value: object): number | undefined {
    return this.refs?.toId(value)
  }

  fromId(id: number, element: number): unknown {
    return this.refs?.fromId(id, this.#base + element)
  }

  /** The other side was told by the handshake. */
  toldAll(): void {
    this.tell()
  }

  /** @throws ProtocolError when the message breaks the wire's rules. */
  read(payload: Payload, receive: Receive): void {
    // A text may have three bytes a character: a bound for the memory, which the socket holds more exactly.
    if (payload.length > maxWireBytes) {
      throw new ProtocolError(
        'tooLarge',
        `a WebSocket message of ${payload.length} bytes: at most ${maxWireBytes} are taken, larger frames travel in PARTs`,
      )
    }
    const { format } = this.#codec
    if ((typeof payload === 'string') !== (format === 'text')) {
      throw new ProtocolError('malformed', `expected a ${format} WebSocket message, as the subprotocol says`)
    }
    const decoder = this.#decoder
    const elements = this.#decode(decoder, payload)
    if (countsAny(elements)) {
      this.received++
      this.#bytes += payload.length
    }
    this.#readAll(decoder, elements, receive)
    decoder.done()
  }

  #readAll(decoder: FrameDecoder, elements: readonly Element[], receive: Receive): void {
    const base = this.#places - elements.length
    for (let at = 0; at < elements.length; at++) {
      const element = elements[at] as Element
      if (typeof element === 'number') {
        this.#readCount(element)
        continue
      }
      const isBad = element instanceof BadFrame
      if (!isBad && element[0] === partType) {
        this.#readPart(element, receive)
        continue
      }
      const message = isBad
        ? bad(element)
        : toMessage(element, element[0] === itemType ? decoder.sizeOf(at) : 0)
      if (message === undefined) {
        this.ignored++
        continue
      }
      if (message.type === 'status') checkStatus(decoder.sizeOf(at))
      // Nothing of an id overtakes a frame of it that is on its way: so this comes in its place.
      if (this.#assembler.size > 0 && 'id' in message) this.#assembler.drop(message.id)
      receive(message, base + at)
    }
  }

  #readCount(count: number): void {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ProtocolError('malformed', `${count} in front of a batch is not a count of messages`)
    }
    this.#owner.acknowledged(count)
  }

  #readPart(frame: Frame, receive: Receive): void {
    if (this.#assembler === noAssembler) this.#assembler = new Assembler(lengthsIn[this.#codec.format])
    const whole = this.#assembler.part(frame, this.#limits.maxMessageBytes)
    if (whole === undefined) return
    if (!('pieces' in whole)) return receive(tooLarge(whole, this.#limits.maxMessageBytes), -1)
    const joiner = (this.#joiner ??= this.#codec.createDecoder(this.#limits))
    joiner.limits = this.#limits
    try {
      const batch = joiner.join(whole.pieces)
      const elements = this.#decode(joiner, batch)
      // Nobody looked into the pieces: they may hold more than one frame, or none, or something else than was said.
      const [element] = elements
      if (elements.length !== 1 || typeof element === 'number' || !isFrame(element, whole)) {
        throw new ProtocolError('malformed', `the PARTs of ${whole.id} hold another frame`)
      }
      this.#readAll(joiner, elements, receive)
    } finally {
      joiner.done()
    }
  }

  #decode(decoder: FrameDecoder, payload: Payload): readonly Element[] {
    this.#base = this.#places
    try {
      const elements = decoder.decode(payload, this.refs === undefined ? undefined : this)
      this.#places += elements.length
      return elements
    } catch (error) {
      if (error instanceof MalformedError)
        throw new ProtocolError('malformed', error.message, { cause: error })
      throw error
    }
  }
}

/** Whether a message says anything that must not be lost; that decides whether it is counted. */
function countsAny(elements: readonly Element[]): boolean {
  for (const element of elements) {
    if (typeof element === 'number') continue
    const type = element instanceof BadFrame ? element.type : element[0]
    if (type !== pingType && type !== pongType && type !== helloType && type !== welcomeType) return true
  }
  return false
}

function isFrame(element: Frame | BadFrame | undefined, { id, type }: Assembled): boolean {
  if (element instanceof BadFrame) return element.id === id && element.type === type
  return element?.[1] === id && element[0] === type && type !== partType
}

/** A STATUS does not travel in parts. */
function checkStatus(size: number): void {
  if (size <= maxStatusBytes) return
  throw new ProtocolError('tooLarge', `a STATUS of ${size} bytes: at most ${maxStatusBytes} are possible`)
}

function bad(frame: BadFrame): Message | undefined {
  if (frame.type === partType) {
    throw new ProtocolError('malformed', `a PART that is not taken: ${frame.fault}`)
  }
  const of = messageTypeOf(frame.type)
  return of === undefined ? undefined : { type: 'bad', of, id: frame.id, fault: frame.fault }
}

function tooLarge({ id, type, total }: TooLarge, most: number): Message {
  const of = messageTypeOf(type)
  const fault = `${total} bytes, this side takes at most ${most} (maxMessageBytes)`
  if (of === undefined) throw new ProtocolError('tooLarge', `a frame of type ${type}: ${fault}`)
  return { type: 'bad', of, id, fault }
}

function textLength(piece: Payload): number {
  return typeof piece === 'string' ? utf8Length(piece) : piece.length
}
