import { Tally } from './tally.ts'

/** Most methods of one path that are counted each by itself. What comes after them is counted together. */
export const mostMethods: number = 1000

/** The tallies of one path, by method. */
export class Tallies {
  /** Of calls that were never sent, and of all methods that are too many. */
  readonly others: Tally = new Tally()
  readonly #byMethod = new Map<string, Tally>()

  /** Ask only for what a provider has: an application may take the names of methods from strangers. */
  of(method: string): Tally {
    let tally = this.#byMethod.get(method)
    if (tally !== undefined) return tally
    if (this.#byMethod.size >= mostMethods) return this.others
    this.#byMethod.set(method, (tally = new Tally()))
    return tally
  }

  /** By method, in the order in which they were first called. */
  get methods(): ReadonlyMap<string, Tally> {
    return this.#byMethod
  }

  /** All together. */
  sum(): Tally {
    const sum = new Tally()
    sum.add(this.others)
    for (const tally of this.#byMethod.values()) sum.add(tally)
    return sum
  }
}
