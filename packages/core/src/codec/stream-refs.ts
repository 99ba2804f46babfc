import type { Refs } from './codec.ts'

/** The streams that one message refers to. */
export class StreamRefs {
  readonly #refs: Refs | undefined
  readonly #byId: Map<number, unknown> = new Map()

  constructor(refs: Refs | undefined) {
    this.#refs = refs
  }

  /** The stream of an id. Asks for each once: whoever is asked opens a stream. */
  get(id: unknown): unknown {
    if (this.#refs === undefined) throw new Error("a stream, which can't travel on this connection")
    if (!Number.isSafeInteger(id) || (id as number) < 0) throw new Error('a stream without an id')
    const known = this.#byId.get(id as number)
    if (known !== undefined) return known
    const stream = this.#refs.fromId(id as number)
    this.#byId.set(id as number, stream)
    return stream
  }
}
