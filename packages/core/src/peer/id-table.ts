/** Most places: so much stays with a connection that once had many calls at once. */
const mostPlaces = 4096

/**
 * What is open on a connection, by its id. A `Map` does the same, but one whose entries come and go makes a new table every
 * few hundred of them, and has to hash each id. Ids of one side count upwards in steps of two, so that the lowest bits of
 * the half of one are a place which nearly always is free. Whatever finds its place taken, as ids that somebody chose on
 * purpose may, is kept in a `Map` after all.
 */
export class IdTable<T extends { readonly id: number }> {
  /** A power of two of places. */
  #places: (T | undefined)[] = [undefined]
  #others: Map<number, T> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  get(id: number): T | undefined {
    const places = this.#places
    const found = places[(id >>> 1) & (places.length - 1)]
    return found !== undefined && found.id === id ? found : this.#others?.get(id)
  }

  has(id: number): boolean {
    return this.get(id) !== undefined
  }

  /** Its id must not be in use. */
  add(entry: T): void {
    this.#size++
    if (2 * this.#size > this.#places.length && this.#places.length < mostPlaces) this.#grow()
    this.#put(entry)
  }

  /** @returns whether it was there. */
  delete(id: number): boolean {
    const places = this.#places
    const place = (id >>> 1) & (places.length - 1)
    const found = places[place]
    if (found !== undefined && found.id === id) places[place] = undefined
    else if (this.#others?.delete(id) !== true) return false
    this.#size--
    return true
  }

  /** All, oldest first, as they are now: what comes or goes meanwhile changes nothing. */
  values(): T[] {
    const all = this.#places.filter((entry) => entry !== undefined)
    for (const entry of this.#others?.values() ?? []) all.push(entry)
    return all.sort((a, b) => a.id - b.id)
  }

  clear(): void {
    this.#places = [undefined]
    this.#others = undefined
    this.#size = 0
  }

  #put(entry: T): void {
    const places = this.#places
    const place = (entry.id >>> 1) & (places.length - 1)
    if (places[place] === undefined) places[place] = entry
    else (this.#others ??= new Map<number, T>()).set(entry.id, entry)
  }

  #grow(): void {
    const all = this.values()
    const length = Math.max(16, 2 * this.#places.length)
    this.#places = Array.from<T | undefined>({ length })
    this.#others = undefined
    for (const entry of all) this.#put(entry)
  }
}
