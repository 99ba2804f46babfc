import { goesBefore, type Lane } from './lane.ts'
import { Line } from './line.ts'
import type { Waiting } from './waiting.ts'

/**
 * The lines of a queue by the key of their demand. Those that are for a name lie apart: any number of them may wait for
 * somebody who is not here, and whoever is free is to look at his own only.
 */
export class Lines<T extends Waiting> {
  readonly #byKey = new Map<string, Line<T>>()
  readonly #forAny = new Set<Line<T>>()
  readonly #byName = new Map<string, Set<Line<T>>>()

  get(key: string): Line<T> | undefined {
    return this.#byKey.get(key)
  }

  /** @param first its first lane */
  add(demand: T['demand'], first: Lane<T>): void {
    const line = new Line(demand, first)
    this.#byKey.set(demand.key, line)
    if (demand.for === undefined) {
      this.#forAny.add(line)
      return
    }
    const others = this.#byName.get(demand.for)
    if (others === undefined) this.#byName.set(demand.for, new Set([line]))
    else others.add(line)
  }

  delete(line: Line<T>): void {
    const { key, for: name } = line.demand
    this.#byKey.delete(key)
    this.#forAny.delete(line)
    if (name === undefined) return
    const others = this.#byName.get(name)
    others?.delete(line)
    if (others?.size === 0) this.#byName.delete(name)
  }

  /** Those that are for that name. */
  for(name: string): Iterable<Line<T>> {
    return this.#byName.get(name) ?? []
  }

  /**
   * The lane whose turn it is, of those that fit.
   *
   * @param names of whoever is free
   */
  front(fits: (demand: T['demand']) => boolean, names: Iterable<string>): Lane<T> | undefined {
    let front = ahead(this.#forAny, fits, undefined)
    if (this.#byName.size === 0) return front
    for (const name of names) front = ahead(this.for(name), fits, front)
    return front
  }
}

/** The lane whose turn it is: `front`, or one of those lines. */
function ahead<T extends Waiting>(
  lines: Iterable<Line<T>>,
  fits: (demand: T['demand']) => boolean,
  front: Lane<T> | undefined,
): Lane<T> | undefined {
  let first = front
  for (const line of lines) {
    if (first !== undefined && !goesBefore(line.guess, first)) continue
    if (!fits(line.demand)) continue
    const lane = line.front()
    if (first === undefined || goesBefore(lane, first)) first = lane
  }
  return first
}
