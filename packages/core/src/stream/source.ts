import { RpcError } from '../errors.ts'
import type { DescribeError } from '../peer/failures.ts'
import type { OutgoingStream, StreamSource } from '../peer/outgoing-stream.ts'

/** What gives the items: an async iterator, or the reader of a ReadableStream made to look like one. */
interface Items {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>
  return?(): unknown
}

/** What may be known of a value that is a stream. */
interface StreamLike {
  [Symbol.asyncIterator]?(): Items
  getReader?(): { read(): ReturnType<Items['next']>; cancel(): Promise<void> }
  cancel?(): unknown
  destroy?(): unknown
  on?(event: string, listener: () => void): unknown
  return?(): unknown
}

/** What a source needs of the one who sends it. */
export interface SourceOwner {
  /** How its errors look to the other side. */
  readonly describeError: DescribeError
  /** A value will not travel: streams in it are closed. */
  drop(value: unknown): void
}

/** By the value, so that it is closed once, whoever closes it. */
const sources = new WeakMap<object, Source>()

/** The source of a value that is a stream: always the same one. */
export function sourceOf(value: object): Source {
  let source = sources.get(value)
  if (source === undefined) sources.set(value, (source = new Source(value)))
  return source
}

/** Drives an async iterable or a ReadableStream of the application: one item at a time, and closed once. */
export class Source implements StreamSource {
  /** Of the connection that it goes over. */
  owner: SourceOwner | undefined
  readonly #value: StreamLike
  #items: Items | undefined
  #stream: OutgoingStream | undefined
  #closed = false

  constructor(value: object) {
    this.#value = value
    // A stream of Node may break before anybody asks for an item, and unheard that ends the process. Who asks is told.
    this.#value.on?.('error', () => {})
  }

  /** @throws RpcError INVALID_ARGUMENT when it travels already: two consumers would each get some of its items. */
  attach(stream: OutgoingStream): void {
    if (this.#stream !== undefined || this.#closed) {
      const message = 'this stream was sent already: a stream has one consumer'
      throw new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
    }
    this.#stream = stream
  }

  release(): void {
    this.#stream = undefined
  }

  /** Whether a stream sends it, which is to be ended by that. */
  get isSent(): boolean {
    return this.#stream !== undefined
  }

  pull(): void {
    let next: ReturnType<Items['next']>
    try {
      next = Promise.resolve((this.#items ??= open(this.#value)).next())
    } catch (error) {
      return this.#break(error)
    }
    next.then(
      (result) => this.#take(result),
      (error: unknown) => this.#break(error),
    )
  }

  /** What closing it throws is nobody's business: it was not wanted any more. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const closed = (): void => this.#tell()
    let closing: unknown
    try {
      closing = this.#items === undefined ? closeUnopened(this.#value) : this.#items.return?.()
    } catch {
      closing = undefined
    }
    // Also when it ended at once: whoever closes it is in the middle of something.
    Promise.resolve(closing).then(closed, closed)
  }

  #take(result: unknown): void {
    if (typeof result !== 'object' || result === null) {
      return this.#break(new TypeError(`an iterator must give results, not ${typeof result}`))
    }
    const { done, value } = result as { readonly done?: boolean; readonly value?: unknown }
    if (done === true) {
      this.#closed = true
      return this.#tell()
    }
    const stream = this.#stream
    // Closed before it gave this: nobody wants it any more.
    if (stream === undefined) this.owner?.drop(value)
    else stream.item(value)
  }

  #break(error: unknown): void {
    this.#closed = true
    const stream = this.#stream
    this.#stream = undefined
    stream?.finished(this.#describe(error))
  }

  #tell(): void {
    const stream = this.#stream
    this.#stream = undefined
    stream?.finished()
  }

  #describe(error: unknown): ReturnType<DescribeError> {
    const fallback = { code: 'INTERNAL', message: 'the stream broke', execution: 'finished' } as const
    try {
      return this.owner?.describeError(error, 'a stream') ?? fallback
    } catch {
      return fallback
    }
  }
}

function open(value: StreamLike): Items {
  // Not every runtime's ReadableStream can be iterated.
  if (typeof value.getReader === 'function') {
    const reader = value.getReader()
    return { next: () => reader.read(), return: () => reader.cancel() }
  }
  return (value[Symbol.asyncIterator] as () => Items).call(value)
}

/** A stream that nobody began to read. An iterator is not made for it: closing that would not close what is behind. */
function closeUnopened(value: StreamLike): unknown {
  if (typeof value.getReader === 'function') return value.cancel?.()
  if (typeof value.destroy === 'function') return value.destroy() // a stream of Node
  if (typeof value.return === 'function') return value.return() // a generator
  return value.cancel?.()
}
