import { ForeignIds, type PlainSide } from '@wsrpc/core'
import { Answers } from './answers.ts'
import { Held } from './held.ts'

/** The other side's calls: what they are called there, and the batches that they came in. */
export class Callers {
  readonly #side: PlainSide
  /** By the text of their ids, which are echoed as they came. */
  readonly #ids: ForeignIds<string>
  readonly #batches = new Map<number, Answers>()
  readonly #held = new Held()

  constructor(side: PlainSide) {
    this.#side = side
    this.#ids = new ForeignIds(side.role)
  }

  /** How many calls are not answered. */
  get size(): number {
    return this.#ids.size
  }

  /** An id for what is not answered. */
  fresh(): number {
    return this.#ids.fresh()
  }

  /** A batch of so many elements begins to be read. */
  begin(count: number): Answers {
    return new Answers(this.#held, this.#side.theirLimits, count)
  }

  /** A batch was read. @returns its answers, if none is missing. */
  end(batch: Answers): string | undefined {
    const whole = batch.read()
    this.#check()
    return whole
  }

  /** A call came in. @returns what the peer knows it by. */
  add(text: string, batch: Answers | undefined): number {
    const id = this.#ids.add(text)
    if (batch !== undefined) {
      batch.expect()
      this.#batches.set(id, batch)
    }
    return id
  }

  find(text: string): number | undefined {
    return this.#ids.find(text)
  }

  /** The text of its id; `undefined`: it is answered. */
  textOf(id: number): string | undefined {
    return this.#ids.keyOf(id)
  }

  /** It is answered. @returns what leaves now: its answer, those of its whole batch, or nothing yet. */
  answer(id: number, text: string): string | undefined {
    const idText = this.#ids.keyOf(id)
    this.#ids.delete(id)
    const batch = this.#batches.get(id)
    if (batch === undefined) return text
    this.#batches.delete(id)
    const whole = batch.answered(text, idText)
    this.#check()
    return whole
  }

  #check(): void {
    if (this.#held.isTooMuch) this.#side.overloaded()
  }
}
