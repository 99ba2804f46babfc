import type { Frame, FrameEncoder, Payload, Refs } from '../../codec/codec.ts'
import { maxBatchBytes } from '../../limits.ts'

/**
 * The open batch of a connection. All frames of one turn of the event loop leave as one WebSocket message:
 * this is where the speed comes from.
 */
export class Batch {
  readonly #encoder: FrameEncoder
  readonly #transmit: (payload: Payload) => void

  constructor(encoder: FrameEncoder, transmit: (payload: Payload) => void) {
    this.#encoder = encoder
    this.#transmit = transmit
  }

  /**
   * Appends a frame; what came before it leaves first if both together are over the batch's size.
   *
   * @returns whether this frame opened the batch, so that a flush is due.
   * @throws ValueError when a value in the frame can't travel; the batch is as it was.
   */
  append(frame: Frame, refs?: Refs): boolean {
    const opens = this.#encoder.count === 0
    this.#encoder.append(frame, refs)
    if (!opens && this.#encoder.size > maxBatchBytes) this.#transmit(this.#encoder.takeAllButLast())
    return opens
  }

  flush(): void {
    if (this.#encoder.count > 0) this.#transmit(this.#encoder.take())
  }
}
