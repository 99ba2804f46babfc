import { maxBatchBytes, utf8Length, type ValueLimits } from '@wsrpc/core'
import { tooMuchTogether } from './errors.ts'
import type { Held } from './held.ts'
import { errorText } from './texts.ts'

/** What is kept free for each answer, in bytes: for the error that there is no room, with an id that is not long. */
const share = 256

/**
 * The answers to one batch (section 6 of the specification): they leave together once the last of them is there, and not at
 * all if there is none. Together they are no more than one message may be: docs/decisions/one-array-that-fits.md.
 */
export class Answers {
  readonly #held: Held
  readonly #limits: ValueLimits
  /** Bytes that are free and nobody's share. Less than none where not even the shares fit. */
  #room: number
  /** Elements that were not read. */
  #unread: number
  readonly #texts: string[] = []
  #due = 0
  #isRead = false
  /** Characters that wait here. */
  #size = 0

  /** @param count of how many elements the batch is. */
  constructor(held: Held, limits: ValueLimits, count: number) {
    this.#held = held
    this.#limits = limits
    this.#unread = count
    // What a side of ours takes in one WebSocket message, without the brackets and commas.
    this.#room = limits.maxMessageBytes + maxBatchBytes - (count + 1) - count * share
  }

  /** One more has to be answered. */
  expect(): void {
    this.#unread--
    this.#due++
  }

  /** One that was expected is there. `id` as text. @returns all, if it was the last. */
  answered(text: string, id: string | undefined): string | undefined {
    this.#due--
    this.#add(utf8Length(text) <= this.#room + share ? text : this.#instead(text, id))
    return this.#whole()
  }

  /** The answer to something that nobody has to look at. */
  add(text: string): void {
    this.#unread--
    this.#add(text)
  }

  /** The whole batch was read. @returns all, if nothing is missing. */
  read(): string | undefined {
    this.#isRead = true
    // The others are notifications and answers: nothing is said to them.
    this.#room += this.#unread * share
    return this.#whole()
  }

  #add(text: string): void {
    this.#texts.push(text)
    this.#room += share - utf8Length(text)
    this.#size += text.length
    this.#held.add(text.length)
  }

  /** What says that there is no room for it, unless that is longer. */
  #instead(text: string, id: string | undefined): string {
    const error = errorText(tooMuchTogether(this.#limits.maxMessageBytes), this.#limits, id)
    return error.length < text.length ? error : text
  }

  #whole(): string | undefined {
    if (!this.#isRead || this.#due > 0 || this.#texts.length === 0) return undefined
    this.#held.remove(this.#size)
    return `[${this.#texts.join(',')}]`
  }
}
