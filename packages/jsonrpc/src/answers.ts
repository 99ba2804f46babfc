import type { Held } from './held.ts'

/**
 * The answers to one batch (section 6 of the specification): they leave together once the last of them is there, and not at
 * all if there is none.
 */
export class Answers {
  readonly #held: Held
  readonly #texts: string[] = []
  #due = 0
  #isRead = false
  /** Characters that wait here. */
  #size = 0

  constructor(held: Held) {
    this.#held = held
  }

  /** One more has to be answered. */
  expect(): void {
    this.#due++
  }

  /** One that was expected is there. @returns all, if it was the last. */
  answered(text: string): string | undefined {
    this.#due--
    this.add(text)
    return this.#whole()
  }

  /** The answer to something that nobody has to look at. */
  add(text: string): void {
    this.#texts.push(text)
    this.#size += text.length
    this.#held.add(text.length)
  }

  /** The whole batch was read. @returns all, if nothing is missing. */
  read(): string | undefined {
    this.#isRead = true
    return this.#whole()
  }

  #whole(): string | undefined {
    if (!this.#isRead || this.#due > 0 || this.#texts.length === 0) return undefined
    this.#held.remove(this.#size)
    return `[${this.#texts.join(',')}]`
  }
}
