import { refuseStream } from './classify.ts'
import { Verdict } from './refusal.ts'
import type { Refs } from './codec.ts'

/** The id that a stream travels by. */
export function idOfStream(refs: Refs | undefined, stream: object): number {
  const id = refs === undefined ? undefined : askForId(refs, stream)
  if (id === undefined) throw refuseStream()
  return id
}

function askForId(refs: Refs, stream: object): number | undefined {
  try {
    return refs.toId(stream)
  } catch (thrown) {
    throw hasCode(thrown) ? new Verdict(thrown) : thrown
  }
}

/** An error that its caller can tell from others. Asked for here only: a getter of a value may throw one too. */
function hasCode(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
}

/** The streams that one message refers to. */
export class StreamRefs {
  readonly #refs: Refs | undefined
  readonly #byId: Map<number, unknown> = new Map()

  constructor(refs: Refs | undefined) {
    this.#refs = refs
  }

  /**
   * The stream of an id. Asks for each once: whoever is asked opens a stream.
   *
   * @param element the place in the message of the frame that it is in.
   */
  get(id: unknown, element: number): unknown {
    if (this.#refs === undefined) throw new Error("a stream, which can't travel on this connection")
    if (!Number.isSafeInteger(id) || (id as number) < 0) throw new Error('a stream without an id')
    const known = this.#byId.get(id as number)
    if (known !== undefined) return known
    const stream = this.#refs.fromId(id as number, element)
    this.#byId.set(id as number, stream)
    return stream
  }
}
