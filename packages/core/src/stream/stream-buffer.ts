import { RpcError } from '../errors.ts'
import { streamPatience } from '../limits.ts'
import type { Timed, TimedBucket } from '../peer/deadlines.ts'
import type { IncomingStream, StreamSink } from '../peer/incoming-stream.ts'

/** Time, as the streams of a connection need it. */
export interface StreamAlarm {
  now(): number
  add(timed: Timed): void
  remove(timed: Timed): void
  rest(): void
}

interface Waiter {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void
  readonly reject: (error: RpcError) => void
}

const done: IteratorResult<never, undefined> = { done: true, value: undefined }

/**
 * Keeps what arrived until its consumer takes it. The application never gets hold of it: it could speak for the other
 * side, and in the alarm it is a neighbour of what others wait for.
 */
export class StreamBuffer implements StreamSink, Timed {
  readonly #alarm: StreamAlarm
  #stream: IncomingStream | undefined
  /** Items that wait, each followed by its size. */
  #items: unknown[] = []
  #head = 0
  readonly #waiters: Waiter[] = []
  #delivered = 0
  /** The consumer wanted an item: it has begun. */
  #asked = false
  /** A consumer that has begun, and does not wait, must come back in time. */
  #resting = false
  #over = false
  /** Thrown once what came before it was read. */
  #error: RpcError | undefined
  #lost = false

  // As something that waits in the alarm: for somebody to ask, or for items.
  deadline: number
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(alarm: StreamAlarm) {
    this.#alarm = alarm
    this.deadline = alarm.now() + streamPatience
  }

  /** What it reads. */
  bind(stream: IncomingStream): void {
    this.#stream = stream
    this.#alarm.add(this)
  }

  // ---- told by the consumer

  next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#head < this.#items.length) return Promise.resolve({ done: false, value: this.#take() })
    if (this.#over) return this.#last()
    this.#asked = true
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      this.#stream?.ask()
      this.#watch()
    })
  }

  cancel(): void {
    this.#finish()
    this.#forget()
    this.#error = undefined
    this.#lost = false
    this.#stream?.cancel()
    this.#wakeAll()
  }

  // ---- told by the stream

  item(value: unknown, size: number): void {
    if (this.#over) return
    const waiter = this.#waiters.shift()
    if (waiter === undefined) return void this.#items.push(value, size)
    this.#delivered++
    this.#stream?.took(size)
    waiter.resolve({ done: false, value })
    this.#watch()
  }

  end(): void {
    this.#finish()
    this.#wakeAll()
  }

  fail(error: RpcError): void {
    this.#finish()
    this.#error = error
    this.#wakeAll()
  }

  abort(error: RpcError): void {
    this.#forget()
    this.fail(error)
  }

  lost(): void {
    this.#finish()
    this.#lost = true
    this.#wakeAll()
  }

  /** The call has its answer: from now on a reader that does not wait for an item is gone after 60 s. */
  rest(): void {
    if (this.#resting) return
    this.#resting = true
    // For one who never began the time runs already, and one who waits is there.
    if (this.#asked && this.#waiters.length === 0) this.#watch()
  }

  // ---- told by the alarm

  expire(now: number): void {
    if (now < this.deadline) return this.#alarm.add(this)
    const why = this.#whyExpired()
    // Items may wait for a reader that is gone.
    this.#forget()
    this.#finish()
    this.#error = new RpcError('DEADLINE_EXCEEDED', why, { execution: 'unknown' })
    this.#stream?.cancel()
    this.#wakeAll()
  }

  #whyExpired(): string {
    const seconds = streamPatience / 1000
    if (!this.#asked) return `nobody began to read this stream within ${seconds} s`
    if (this.#waiters.length === 0) return `nobody read this stream for ${seconds} s`
    return `no item came for ${String(this.#stream?.idleTimeout)} ms (idleTimeout)`
  }

  #take(): unknown {
    const value = this.#items[this.#head]
    const size = this.#items[this.#head + 1] as number
    this.#items[this.#head] = undefined
    this.#head += 2
    if (this.#head === this.#items.length) this.#forget()
    this.#delivered++
    this.#stream?.took(size)
    // It is there. Where it waits in the alarm it stays: that would cost more than to look again when it expires.
    if (this.#resting) this.deadline = this.#alarm.now() + streamPatience
    return value
  }

  #last(): Promise<IteratorResult<unknown, undefined>> {
    const error = this.#lost ? this.#lostError() : this.#error
    if (error === undefined) return Promise.resolve(done)
    // As a generator: it throws once, then it is done.
    this.#error = undefined
    this.#lost = false
    return Promise.reject(error)
  }

  #lostError(): RpcError {
    const items = this.#delivered === 1 ? '1 item' : `${this.#delivered} items`
    return new RpcError('UNAVAILABLE', `the connection was lost after ${items} of this stream`, {
      execution: 'unknown',
      data: { delivered: this.#delivered },
    })
  }

  /** The consumer begins to wait, or has got an item: how long may the next step take? */
  #watch(): void {
    this.#alarm.remove(this)
    if (this.#over) return
    const patience = this.#patience()
    if (patience === undefined) return
    this.deadline = this.#alarm.now() + patience
    this.#alarm.add(this)
  }

  #patience(): number | undefined {
    if (this.#waiters.length > 0) return this.#stream?.idleTimeout
    return this.#resting ? streamPatience : undefined
  }

  #finish(): void {
    this.#over = true
    this.#alarm.remove(this)
    this.#alarm.rest()
  }

  #wakeAll(): void {
    for (const { resolve, reject } of this.#waiters.splice(0)) this.#last().then(resolve, reject)
  }

  #forget(): void {
    this.#items = []
    this.#head = 0
  }
}
