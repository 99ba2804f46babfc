import type { ValueLimits } from '../limits.ts'

export { ValueError, formatPath, type PathStep } from './value-error.ts'

/** What travels in one WebSocket message: bytes (binary message) or a string (text message). */
export type Payload = Uint8Array | string

/** One frame as values: `[type, …]`. What the positions mean is the dialect's business. */
export type Frame = readonly unknown[]

/**
 * The seam for values that are not data: it turns an object into a small id and back. Streams will travel
 * through it; whoever owns the link owns what is behind an id.
 */
export interface Refs {
  /**
   * The id for an object that travels by reference; `undefined` if this one does not. Asked for async iterables
   * and ReadableStreams only. When the `append` throws in which it was asked, the ids did not travel.
   *
   * @throws an error with a `code` (an RpcError) to fail the frame with it: `append` throws that very error.
   */
  toId(value: object): number | undefined
  /**
   * The object that stands for an id of the other side. Asked once for an id in a message.
   *
   * @param element the place in the message of the frame that brought the id.
   */
  fromId(id: number, element: number): unknown
}

/** A frame whose value broke a limit or a rule. It fails only what it belongs to. */
export class BadFrame {
  /** The frame's first element, or -1 if it has none that can be read. */
  readonly type: number
  /** The frame's second element if that is an integer, else -1. */
  readonly id: number
  /** What is wrong, for people: `nested deeper than 64`. */
  readonly fault: string

  constructor(type: number, id: number, fault: string) {
    this.type = type
    this.id = id
    this.fault = fault
  }
}

/** The message can't be cut into frames: nothing in it can be trusted, the connection ends. */
export class MalformedError extends Error {
  override readonly name: string = 'MalformedError'
}

/** A piece of a frame's encoding. */
export interface Part {
  /** A view in a binary codec. In a text codec a string, which never begins or ends inside of a surrogate pair. */
  readonly data: Payload
  /** Where it ends in the encoding, as an index of that. */
  readonly end: number
}

/** Writes frames into batches. Has the state of one connection; calls must not interleave. */
export interface FrameEncoder {
  /** The other side's limits: what is sent is held against them. May be replaced when they become known. */
  limits: ValueLimits
  /** How many frames the open batch holds. The integer of {@link open} is none. */
  readonly count: number
  /** Size in bytes of what {@link take} would return now; 0 when the batch holds nothing. */
  readonly size: number
  /**
   * Begins a batch whose first element is this integer: how many messages this side has received.
   *
   * @throws RangeError when the batch holds something already, or the number can't be a count.
   */
  open(received: number): void
  /**
   * Encodes a frame and appends it to the open batch.
   *
   * @returns its size in bytes.
   * @throws ValueError when a value can't travel or is over a limit, with the path to it. The batch is as it was
   * before. Also when it is called while it runs already: from a getter or `toJSON` of a value. Whatever
   * {@link Refs.toId} threw on purpose.
   */
  append(frame: Frame, refs?: Refs): number
  /**
   * Closes the batch and returns it as one message. Its memory is never written again, but the bytes around a
   * view may be: hand on the view and not its buffer.
   */
  take(): Payload
  /**
   * As {@link take}, but leaves the frame that was appended last in a new open batch, which begins without an
   * integer.
   *
   * @throws RangeError when the batch holds no frame.
   */
  takeAllButLast(): Payload
  /**
   * Removes the frame that was appended last and returns its encoding alone, without a batch around it, as memory
   * that is never written again. The batch is as it was before that frame was appended.
   *
   * @throws RangeError when the batch holds no frame.
   */
  takeLast(): Payload
  /**
   * The next piece of a frame's encoding (as {@link takeLast} gave it) from an offset: as much as fits into `most`
   * bytes, and is no longer than a string may be, when `data` is written as a value in another frame. The open
   * batch has no part in it.
   *
   * @param from 0, then the `end` of the piece before: the frame is done when it is the encoding's `length`.
   * @param most at least 16, so that each piece is a step ahead.
   */
  part(frame: Payload, from: number, most: number): Part
  /** What it gave out has arrived, or is not needed again, and what comes next may take a while: it may let memory go. */
  rest?(): void
}

/** Reads batches. Has the state of one connection. */
export interface FrameDecoder {
  /** This side's limits. */
  limits: ValueLimits
  /**
   * Scans a message, then builds its frames. A frame that broke a limit is a {@link BadFrame} in its place. The
   * first element may be a number instead: how many messages the other side has received.
   *
   * @throws MalformedError when the message can't be cut into frames. Nothing else is ever thrown.
   */
  decode(message: Payload, refs?: Refs): readonly (Frame | BadFrame | number)[]
  /**
   * Size in bytes of the encoding of the element at this place of the message that was decoded last (UTF-8 in
   * JSON): what the sender's `append` returned for a frame. To be asked before {@link done}, also while the
   * message is decoded, by a {@link Refs}.
   *
   * @throws RangeError when there is no such element.
   */
  sizeOf(index: number): number
  /** Lets go of the message that was decoded last. */
  done(): void
  /**
   * A batch of the one frame whose encoding was cut into these pieces, to be decoded. What is in the pieces is not
   * looked at: text from a hostile side may turn out to be more frames than one, or none.
   *
   * @throws MalformedError when a piece is not of the codec's kind.
   */
  join(parts: readonly Payload[]): Payload
}

/** Value ⇄ bytes or text. */
export interface Codec {
  /** Short name; the last part of the subprotocol: `wsrpc.v1.msgpack`. */
  readonly name: string
  /** Which kind of WebSocket message carries it. */
  readonly format: 'binary' | 'text'
  createEncoder(limits: ValueLimits): FrameEncoder
  /**
   * @param viewsFor a type of frames whose binary values may be views into the message, however small a part of
   * it: for those that are copied elsewhere soon. In all others what is small is copied, since a service may keep it.
   */
  createDecoder(limits: ValueLimits, viewsFor?: number): FrameDecoder
}
