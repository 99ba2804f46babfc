import { goesBefore, type Lane } from './lane.ts'
import type { Waiting } from './waiting.ts'

/**
 * Those that ask the same: the lanes of all tenants, as a binary heap. A tenant's tag rises wherever one of its calls
 * is taken, and its lanes in other lines need not be told: each lane is sorted by what it last knew, which is its turn
 * or an earlier one, so only the one in front has to be looked at again.
 */
export class Line<T extends Waiting> {
  readonly demand: T['demand']
  readonly #lanes: Lane<T>[]

  constructor(demand: T['demand'], first: Lane<T>) {
    this.demand = demand
    this.#lanes = [first]
  }

  /** All that wait in it, in no order: a copy. */
  tasks(): T[] {
    return this.#lanes.flatMap((lane) => lane.tasks())
  }

  get isEmpty(): boolean {
    return this.#lanes.length === 0
  }

  /** The lane in front by what it last knew: the one whose turn it is has no earlier turn than that. */
  get guess(): Lane<T> {
    return this.#lanes[0] as Lane<T>
  }

  /** The lane whose turn it is. */
  front(): Lane<T> {
    for (;;) {
      const lane = this.guess
      if (!lane.refresh()) return lane
      this.#down(lane, 0)
    }
  }

  add(lane: Lane<T>): void {
    this.#up(lane, this.#lanes.length)
  }

  /** Another call is first in the lane, which came in just now. */
  changed(lane: Lane<T>): void {
    if (lane.advance()) this.#up(lane, lane.place)
  }

  delete(lane: Lane<T>): void {
    const last = this.#lanes.pop()
    if (last === undefined || last === lane) return
    this.#up(last, lane.place)
    this.#down(last, last.place)
  }

  #up(lane: Lane<T>, from: number): void {
    let place = from
    while (place > 0) {
      const above = (place - 1) >>> 1
      const other = this.#lanes[above] as Lane<T>
      if (!goesBefore(lane, other)) break
      this.#put(other, place)
      place = above
    }
    this.#put(lane, place)
  }

  #down(lane: Lane<T>, from: number): void {
    const count = this.#lanes.length
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= count) break
      const right = this.#lanes[below + 1]
      if (right !== undefined && goesBefore(right, this.#lanes[below] as Lane<T>)) below++
      const other = this.#lanes[below] as Lane<T>
      if (!goesBefore(other, lane)) break
      this.#put(other, place)
      place = below
    }
    this.#put(lane, place)
  }

  #put(lane: Lane<T>, place: number): void {
    this.#lanes[place] = lane
    lane.place = place
  }
}
