import { deepestNesting } from '../values.ts'
import { tooDeep, tooLarge, tooManyItems } from '../refusal.ts'
import type { Refs } from '../codec.ts'
import type { ValueLimits } from '../../limits.ts'

/** What a connection takes that says little. */
const smallestSlab = 1024
/** What a busy connection takes at a time. */
const largestSlab = 64 * 1024
/** A new slab has room for this many batches like the one at hand. */
const batchesPerSlab = 16
/** A batch is an array16: `dc`, then the number of elements in two bytes. */
export const headerBytes: number = 3
/** The integer that a batch may begin with: 64 bits of it and their header. */
const integerBytes = 9

const noBytes = new Uint8Array(0)
const noView = new DataView(noBytes.buffer)

/**
 * Memory to write batches to, and the counters of the frame that is being written.
 *
 * The memory is a slab that is only ever appended to. A batch that was handed out is a view into it, which is
 * never written again; so frames are encoded in place and no batch is copied.
 */
export class Writer {
  bytes: Uint8Array<ArrayBuffer> = noBytes
  view: DataView = noView
  /** Where the next byte goes. */
  pos = 0
  /** Where the open batch begins. It moves when the slab is replaced: remember positions relative to it. */
  start = 0

  /** The other side's limits, and what the frame may refer to; valid while a frame is written. */
  maxDepth = 0
  maxStringBytes = 0
  maxBytes = 0
  refs: Refs | undefined = undefined
  #maxItems = 0
  #items = 0
  /** Where the frame begins, relative to `start`. */
  #frame = 0

  /** Size of the open batch with its header. */
  get size(): number {
    return this.pos - this.start
  }

  /** The open batch as far as it is written. */
  get batch(): Uint8Array {
    return this.bytes.subarray(this.start, this.pos)
  }

  /** Begins a batch behind the last one, with room for an integer: that is written with no frame's limits. */
  openBatch(): void {
    this.start = this.pos
    this.#frame = 0
    const need = headerBytes + integerBytes
    if (this.pos + need > this.bytes.length) this.grow(need)
    this.pos += headerBytes
  }

  /** Writes the header of the open batch and returns it. It must have been opened. */
  closeBatch(elements: number): Uint8Array {
    this.bytes[this.start] = 0xdc
    this.bytes[this.start + 1] = elements >> 8
    this.bytes[this.start + 2] = elements
    const { batch } = this
    this.#releaseLarge()
    return batch
  }

  /** Closes the batch before its last frame, which begins at `last`, and moves that into a new batch. */
  splitBatch(last: number, elements: number): Uint8Array {
    const frame = this.bytes.subarray(this.start + last, this.pos)
    this.pos = this.start + last
    const batch = this.closeBatch(elements)
    this.openBatch()
    if (this.pos + frame.length > this.bytes.length) this.grow(frame.length)
    this.bytes.set(frame, this.pos)
    this.pos += frame.length
    return batch
  }

  /**
   * Takes the last frame, which begins at `last`, out of the open batch. It stays where it is, since it is large;
   * the batch goes on in another slab, which it does not keep in memory.
   */
  takeFrame(last: number): Uint8Array {
    const frame = this.bytes.subarray(this.start + last, this.pos)
    this.pos = this.start + last
    this.#frame = last
    this.grow(0)
    return frame
  }

  /** Undoes {@link openBatch}. */
  abandonBatch(): void {
    this.pos = this.start
    this.#releaseLarge()
  }

  /** Else the next small batches would each keep a large slab in memory. */
  #releaseLarge(): void {
    if (this.bytes.length <= largestSlab) return
    this.bytes = noBytes
    this.view = noView
    this.start = this.pos = 0
  }

  openFrame(limits: ValueLimits, refs: Refs | undefined): void {
    this.maxDepth = Math.min(limits.maxDepth, deepestNesting)
    this.maxStringBytes = limits.maxStringBytes
    this.refs = refs
    this.#maxItems = limits.maxItems
    this.maxBytes = limits.maxMessageBytes
    this.#items = 0
    this.#frame = this.size
  }

  /** @returns the size of the frame. */
  closeFrame(): number {
    this.checkSize(0)
    return this.size - this.#frame
  }

  /** Removes the frame that could not be finished. */
  abandonFrame(): void {
    this.pos = this.start + this.#frame
  }

  /** Counts the items of a container, before they are written. */
  count(items: number): void {
    if ((this.#items += items) > this.#maxItems) throw tooManyItems(this.#maxItems)
  }

  /** How many bytes more the frame may have. */
  get room(): number {
    return this.maxBytes - (this.size - this.#frame)
  }

  /** To be asked before something large is written: `more` bytes at least. */
  checkSize(more: number): void {
    const { room, maxBytes } = this
    if (more > room) throw tooLarge(maxBytes - room + more, maxBytes)
  }

  /** To be asked before a container at this depth is entered. */
  checkDepth(depth: number): void {
    if (depth >= this.maxDepth) throw tooDeep(this.maxDepth)
  }

  /** Makes room for `need` more bytes in the open batch, which may move it. */
  grow(need: number): void {
    const used = this.size
    const wanted = used + need
    // Whatever a frame is made of, it passes here before it takes much memory.
    this.checkSize(0)
    // A large value is asked for at once: half as much again is for what comes in small steps.
    const ample =
      wanted > largestSlab
        ? Math.max(wanted + smallestSlab, used * 1.5)
        : Math.min(batchesPerSlab * wanted, largestSlab)
    const bytes = new Uint8Array(Math.max(ample, smallestSlab))
    bytes.set(this.bytes.subarray(this.start, this.pos))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
    this.start = 0
    this.pos = used
  }
}
