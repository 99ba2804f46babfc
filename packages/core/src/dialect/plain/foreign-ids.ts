import type { Role } from '../../message.ts'

/**
 * The calls of a side that has ids of its own kind, by those and by the numbers that this side's peer knows them by: of the
 * other side's parity, rising, never used again.
 */
export class ForeignIds<Key extends string | number | bigint> {
  #next: number
  readonly #keys = new Map<number, Key>()
  readonly #ids = new Map<Key, number>()

  constructor(role: Role) {
    this.#next = role === 'acceptor' ? 1 : 2
  }

  /** How many calls are not answered. */
  get size(): number {
    return this.#keys.size
  }

  /** An id for what has none, as a notify. */
  fresh(): number {
    const id = this.#next
    this.#next += 2
    return id
  }

  /** A call came in. The same key twice is two calls, of which the newer is found by it. */
  add(key: Key): number {
    const id = this.fresh()
    this.#keys.set(id, key)
    this.#ids.set(key, id)
    return id
  }

  /** The call that is known to the other side by this, and not answered. */
  find(key: Key): number | undefined {
    return this.#ids.get(key)
  }

  keyOf(id: number): Key | undefined {
    return this.#keys.get(id)
  }

  /** It is answered. */
  delete(id: number): void {
    const key = this.#keys.get(id)
    if (key === undefined) return
    this.#keys.delete(id)
    if (this.#ids.get(key) === id) this.#ids.delete(key)
  }
}
