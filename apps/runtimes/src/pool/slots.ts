/** Things by number, for those who can only be told a number. */
export class Slots<T> {
  readonly #what: string
  readonly #things = new Map<number, T>()
  #last = 0

  /** @param what they are called in errors. */
  constructor(what: string) {
    this.#what = what
  }

  add(thing: T): number {
    this.#things.set(++this.#last, thing)
    return this.#last
  }

  /** @throws Error when there is none of that number. */
  get(number: number): T {
    const thing = this.#things.get(number)
    if (thing === undefined) throw new Error(`there is no ${this.#what} ${number}`)
    return thing
  }

  /** Takes it out. */
  take(number: number): T {
    const thing = this.get(number)
    this.#things.delete(number)
    return thing
  }
}
