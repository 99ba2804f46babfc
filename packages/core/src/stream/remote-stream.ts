import type { StreamBuffer } from './stream-buffer.ts'

/**
 * A stream of the other side: what an async iterable or a ReadableStream is once it has crossed. It is read once, by
 * `for await` or as a {@link RemoteStream.readable}. The producer is asked for as much as is read, and stops when the
 * reader stops: by `break`, by `cancel()`, at the end of an `await using`, or because it never began (after 60 s). One
 * in the params of a call may be read on after the answer; from then on a pause of 60 s is an end, too.
 *
 * Reading throws an RpcError: the producer's own; UNAVAILABLE with `data.delivered`, the number of items that came,
 * when the connection was lost for good; CANCELLED when the call was given up; DEADLINE_EXCEEDED when no item came for
 * `idleTimeout` ms, or nobody read.
 */
export interface RemoteStream<T> extends AsyncIterable<T> {
  /** @throws TypeError when it is being read already. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>
  /** As a ReadableStream of the platform. @throws TypeError when it is being read already. */
  readable(): ReadableStream<T>
  /** Reads no more: the producer is told, and stops. */
  cancel(): void
  /** For `await using`: {@link cancel}. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Where the runtime lacks `Symbol.asyncDispose`: the symbol that compilers fall back to. */
const asyncDispose =
  (Symbol.asyncDispose as typeof Symbol.asyncDispose | undefined) ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** What the application gets of a stream: no more than it may use. */
export class StreamReader implements RemoteStream<unknown> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #buffer: StreamBuffer
  #reading = false

  static {
    Object.defineProperty(StreamReader.prototype, asyncDispose, {
      async value(this: StreamReader): Promise<void> {
        this.cancel()
      },
      configurable: true,
      writable: true,
    })
  }

  constructor(buffer: StreamBuffer) {
    this.#buffer = buffer
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#reading) throw new TypeError('this stream is being read already: it can be read once')
    this.#reading = true
    return new StreamItems(this.#buffer)
  }

  readable(): ReadableStream<unknown> {
    const items = this[Symbol.asyncIterator]()
    return new ReadableStream<unknown>(
      {
        pull: async (controller) => {
          const { done: isDone, value } = await items.next()
          if (isDone === true) controller.close()
          else controller.enqueue(value)
        },
        cancel: () => this.cancel(),
      },
      // Nothing is asked for before somebody reads.
      { highWaterMark: 0 },
    )
  }

  cancel(): void {
    this.#buffer.cancel()
  }
}

/** The items of a stream, for its one reader. */
class StreamItems implements AsyncIterator<unknown, undefined> {
  readonly #buffer: StreamBuffer

  constructor(buffer: StreamBuffer) {
    this.#buffer = buffer
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.#buffer.next()
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    this.#buffer.cancel()
    return Promise.resolve({ done: true, value: undefined })
  }
}
