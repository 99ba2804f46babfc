import type { Refs } from './codec.ts'

/** The streams that one message refers to. */
export class StreamRefs {
  readonly #refs: Refs | undefined
  readonly #byId: Map<number, unknown> = new Map()
  readonly #objects: Set<unknown> = new Set()

  constructor(refs: Refs | undefined) {
    this.#refs = refs
  }

  /**
   * The stream of an id. Asks for each once, though a message is decoded a second time when a frame of it turns
   * out bad: whoever is asked opens a stream.
   */
  get(id: unknown): unknown {
    if (this.#refs === undefined) throw new Error("a stream, which can't travel on this connection")
    if (!Number.isSafeInteger(id) || (id as number) < 0) throw new Error('a stream without an id')
    const known = this.#byId.get(id as number)
    if (known !== undefined) return known
    const stream = this.#refs.fromId(id as number)
    this.#byId.set(id as number, stream)
    this.#objects.add(stream)
    return stream
  }

  /** Whether an object is one of these streams. */
  holds(object: unknown): boolean {
    return this.#objects.has(object)
  }
}
