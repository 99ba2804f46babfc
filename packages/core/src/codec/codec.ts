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
   */
  toId(value: object): number | undefined
  /** The object that stands for an id of the other side. Asked once for an id in a message. */
  fromId(id: number): unknown
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

/** Writes frames into batches. Has the state of one connection; calls must not interleave. */
export interface FrameEncoder {
  /** The other side's limits: what is sent is held against them. May be replaced when they become known. */
  limits: ValueLimits
  /** How many frames the open batch holds. */
  readonly count: number
  /** Size in bytes of what {@link take} would return now; 0 when the batch holds no frame. */
  readonly size: number
  /**
   * Encodes a frame and appends it to the open batch.
   *
   * @returns its size in bytes.
   * @throws ValueError when a value can't travel or is over a limit, with the path to it. The batch is as it was
   * before. Also when it is called while it runs already: from a getter or `toJSON` of a value.
   */
  append(frame: Frame, refs?: Refs): number
  /**
   * Closes the batch and returns it as one message. Its memory is never written again, but the bytes around a
   * view may be: hand on the view and not its buffer.
   */
  take(): Payload
  /** As {@link take}, but leaves the frame that was appended last in a new open batch. There must be one. */
  takeAllButLast(): Payload
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
}

/** Value ⇄ bytes or text. */
export interface Codec {
  /** Short name; the last part of the subprotocol: `wsrpc.v1.msgpack`. */
  readonly name: string
  /** Which kind of WebSocket message carries it. */
  readonly format: 'binary' | 'text'
  createEncoder(limits: ValueLimits): FrameEncoder
  createDecoder(limits: ValueLimits): FrameDecoder
}
