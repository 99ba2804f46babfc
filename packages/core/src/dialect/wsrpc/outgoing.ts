import {
  type Codec,
  type Frame,
  formatPath,
  type FrameEncoder,
  type Payload,
  type Refs,
  ValueError,
} from '../../codec/codec.ts'
import { RpcError } from '../../errors.ts'
import {
  type Limits,
  maxBatchBytes,
  maxBufferedBytes,
  maxFrameBytes,
  maxStatusBytes,
  maxUnfinishedBytes,
  replayBytes,
  sendWindow,
} from '../../limits.ts'
import type { OutgoingMessage } from '../../message.ts'
import type { DialectHost, Turn } from '../dialect.ts'
import { Cutter, type CutterHost } from './cutter.ts'
import { toFrame } from './encode.ts'
import { frames } from './frames.ts'
import { Ledger, type Sent } from './ledger.ts'

/** Stands for the cutter of one that has cut no frame, as most connections: nothing is ever added to it. */
const noCutter: Cutter = new Cutter(undefined as never)

/** What goes into the leading integer of a batch. */
export interface Acknowledger {
  /** How many messages arrived, if the other side was not told yet; else 0. Counts as told. */
  tell(): number
}

/**
 * What this side sends: frames into the open batch, batches into the ledger and to the socket, large frames in parts.
 *
 * All that one turn of the event loop produces leaves as one WebSocket message: this is where the speed comes from.
 * Past `replayBytes` that are not acknowledged nothing more leaves, and batches wait.
 */
export class Outgoing implements CutterHost {
  readonly encoder: FrameEncoder
  readonly ledger: Ledger = new Ledger()
  readonly #host: DialectHost
  readonly #acknowledger: Acknowledger
  #cutter: Cutter = noCutter
  /** Batches that wait for room. */
  #outbox: Sent[] = []
  #outboxBytes = 0
  #turns: Turn[] = []
  /** Bytes of parts and items that were written and are not acknowledged, here and in the ledger. */
  #windowed = 0
  /** Somebody was told that there is no room. */
  #wanted = false
  #pumping = false
  /** The newest call that was written. */
  #newest = 0

  // Of the open batch: whether it counts, and what its entry in the ledger will say.
  #counts = false
  #batchWindowed = 0
  #batchItems = 0

  /** The other side's limits. */
  limits: Limits
  /** Whether the other side takes frames in parts. */
  parts = false

  constructor(codec: Codec, host: DialectHost, limits: Limits, acknowledger: Acknowledger) {
    this.encoder = codec.createEncoder(limits)
    this.#host = host
    this.limits = limits
    this.#acknowledger = acknowledger
  }

  get hasRoom(): boolean {
    if (!this.#stalled && this.#cutter.bytes < maxUnfinishedBytes) return true
    this.#wanted = true
    return false
  }

  get itemRoom(): boolean {
    return this.#windowOpen && this.#cutter.bytes < maxUnfinishedBytes
  }

  get lazyItems(): number {
    return this.#batchItems === this.encoder.count ? this.#batchItems : 0
  }

  get isIdle(): boolean {
    if (this.#outbox.length > 0 || this.#cutter.size > 0) return false
    // What is lost with a socket is sent again: so it may be on its way for long.
    return this.ledger.bytes === 0 && this.encoder.count === 0
  }

  isCutting(id: number): boolean {
    return this.#cutter.has(id)
  }

  abort(id: number): boolean {
    return this.#cutter.abort(id)
  }

  /** @returns the size of the frame. @throws RpcError INVALID_ARGUMENT when a value can't travel: nothing was written. */
  write(message: OutgoingMessage, refs: Refs | undefined): number {
    const { type } = message
    const { encoder } = this
    const isSteering = type === 'ping' || type === 'pong'
    if (isSteering && this.#stalled) return this.#slipPast(toFrame(message))
    // What is large would be moved to a batch of its own once it is written.
    if (encoder.count > 0 && encoder.size + bytesIn(message) > maxBatchBytes) this.#closeBatch(0)
    if (encoder.size === 0) this.#openBatch()
    const size = this.#append(message, refs)
    if (type === 'call') this.#newest = message.id
    if (size > maxFrameBytes || (type === 'status' && size > maxStatusBytes)) {
      this.#cut(message, size)
      return size
    }
    if (encoder.size > maxBatchBytes && encoder.count > 1) this.#closeAllButLast(size, type)
    if (!isSteering && type !== 'hello' && type !== 'welcome') this.#counts = true
    if (type === 'item') {
      this.#windowed += size
      this.#batchWindowed += size
      this.#batchItems++
    }
    return size
  }

  /** Sends the open batch, and whatever else there is room for. */
  flush(): void {
    this.#closeBatch(0)
    this.#pump()
    this.#checkIdle() // what was written may have said nothing that is kept, as PONG
  }

  /** Sends the open batch, and nothing else. */
  sendBatch(): void {
    this.#closeBatch(0)
  }

  /** Tells the other side how much arrived: with the open batch if that says it, else alone. It never waits for room. */
  acknowledge(): void {
    this.#closeBatch(0)
    const received = this.#acknowledger.tell()
    if (received === 0) return
    this.encoder.open(received)
    this.#closeBatch(0)
    if (this.isIdle) this.encoder.rest?.()
  }

  wait(turn: Turn): void {
    this.#turns.push(turn)
    this.#host.flushSoon()
  }

  /** The other side has so many messages. @throws ProtocolError when that can't be. */
  acknowledged(count: number): void {
    const { ledger } = this
    const before = ledger.windowed
    ledger.acknowledge(count)
    this.#windowed -= before - ledger.windowed
  }

  /** After {@link acknowledged}, once nothing is in the middle of being read: what waited for room goes on. */
  goOn(): void {
    if (this.#outbox.length > 0 || this.#turns.length > 0) {
      this.#empty()
      this.#pump()
    }
    this.#announceRoom()
    this.#checkIdle()
  }

  /** Sends again what the other side lacks, over another socket. */
  resume(received: number): void {
    this.acknowledged(received)
    for (const payload of this.ledger.pending()) this.#host.transmit(payload)
    this.ledger.sentAgain()
    this.goOn()
  }

  /** Tells whether a call has left whole; with the other side's count: whether it has arrived. */
  arrivals(received: number | undefined): (call: number) => boolean {
    const held = this.ledger.holds(received)
    const waiting = new Set(this.#outbox.map(({ completes }) => completes))
    return (call) => held(call) && !waiting.has(call) && !this.#cutter.has(call)
  }

  // ---- for the cutter

  beginPart(): void {
    this.#closeBatch(0)
  }

  sendPart(size: number, completes: number): void {
    this.#counts = true
    this.#windowed += size
    this.#batchWindowed += size
    this.#closeBatch(completes)
    if (completes !== 0) this.#host.onLeft(completes)
  }

  get #windowOpen(): boolean {
    return this.#windowed + maxFrameBytes <= sendWindow && !this.#stalled
  }

  get #stalled(): boolean {
    return this.#outbox.length > 0 || this.ledger.bytes >= replayBytes
  }

  #checkIdle(): void {
    if (!this.isIdle) return
    this.encoder.rest?.()
    this.#host.onIdle()
  }

  #openBatch(): void {
    // A batch that will wait must not keep the other side waiting for its acknowledgement.
    const received = this.#stalled ? 0 : this.#acknowledger.tell()
    if (received > 0) this.encoder.open(received)
    this.#host.flushSoon()
  }

  #append(message: OutgoingMessage, refs: Refs | undefined): number {
    try {
      return this.encoder.append(toFrame(message), refs)
    } catch (error) {
      throw error instanceof ValueError ? untravellable(message, error) : error
    }
  }

  /** It goes alone, before all that waits: whether somebody is there must not depend on how much is to be said. */
  #slipPast(frame: Frame): number {
    this.#closeBatch(0)
    const size = this.encoder.append(frame)
    this.#host.transmit(this.encoder.take())
    return size
  }

  #cut(message: OutgoingMessage, size: number): void {
    const frame = this.encoder.takeLast()
    if (!('id' in message) || !this.parts) {
      const most = message.type === 'status' ? maxStatusBytes : maxFrameBytes
      const why = 'id' in message ? ', since the other side takes no parts' : ''
      const text = `${message.type} takes ${size} bytes, at most ${most} are possible${why}`
      throw new RpcError('INVALID_ARGUMENT', text, { execution: 'not-started' })
    }
    if (this.#cutter === noCutter) this.#cutter = new Cutter(this)
    this.#cutter.add(message.id, frames[message.type].type, frame, size)
  }

  #closeBatch(completes: number): void {
    const size = this.encoder.size
    if (size === 0) return
    this.#send(this.encoder.take(), size, this.#newest, completes)
  }

  /** The frame that was written last, of `size` bytes, did not fit. */
  #closeAllButLast(size: number, type: OutgoingMessage['type']): void {
    const before = this.encoder.size - size
    const newest = type === 'call' ? this.#newest - 2 : this.#newest
    this.#send(this.encoder.takeAllButLast(), before, newest, 0)
  }

  #send(payload: Payload, size: number, newest: number, completes: number): void {
    const counts = this.#counts
    const windowed = this.#batchWindowed
    this.#counts = false
    this.#batchWindowed = 0
    this.#batchItems = 0
    if (!counts) return void this.#host.transmit(payload) // not kept: it says nothing that must not be lost
    const sent: Sent = { payload, size, windowed, newest, completes }
    if (!this.#stalled) return this.#transmit(sent, payload)
    this.#outbox.push(sent)
    this.#outboxBytes += size
    if (this.#outboxBytes > maxBufferedBytes) this.#host.onOverload()
  }

  #transmit(sent: Sent, payload: Payload): void {
    this.ledger.add(sent, this.#host.transmit(payload))
  }

  #empty(): void {
    while (this.#outbox.length > 0 && this.ledger.bytes < replayBytes) {
      const sent = this.#outbox.shift() as Sent
      this.#outboxBytes -= sent.size
      this.#transmit(sent, sent.payload as Payload)
    }
  }

  /** Lets those go on that wait for the window, each for one piece or item, in turn. */
  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    try {
      // One that can't go asks for another turn: a round of those only, and there is nothing to be done.
      for (let stuck = 0; stuck < this.#turns.length && this.#windowOpen;) {
        const windowed = this.#windowed
        const waiting = this.#turns.length
        this.#turns.shift()?.go()
        stuck = this.#turns.length === waiting && this.#windowed === windowed ? stuck + 1 : 0
      }
    } finally {
      this.#pumping = false
    }
    this.#closeBatch(0)
    this.#announceRoom()
  }

  #announceRoom(): void {
    if (!this.#wanted || !this.hasRoom) return
    this.#wanted = false
    this.#host.onRoom()
  }
}

/** At least, as far as it takes one look to tell: a binary value is nearly all of a large message. */
function bytesIn(message: OutgoingMessage): number {
  switch (message.type) {
    case 'result':
    case 'item':
      return lengthOf(message.value)
    case 'call':
      return message.params.length === 0 ? 0 : lengthOf(message.params[message.params.length - 1])
    default:
      return 0
  }
}

function lengthOf(value: unknown): number {
  return value instanceof Uint8Array ? value.length : 0
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
