import { ForeignIds, type PlainSide } from '@wsrpc/core'

/** A call of the other side that is not answered. */
export interface Caller<Key> {
  /** What it is called there: its answer has to say so. */
  readonly key: Key
  /** Its method, by its name on the wire. */
  readonly name: string
}

/** The other side's calls that are not answered. */
export class Callers<Key extends string | number | bigint> {
  readonly #ids: ForeignIds<Key>
  readonly #names = new Map<number, string>()

  constructor(side: PlainSide) {
    this.#ids = new ForeignIds(side.role)
  }

  /** A call came in. @returns what the peer knows it by. */
  add(key: Key, name: string): number {
    const id = this.#ids.add(key)
    this.#names.set(id, name)
    return id
  }

  /** `undefined`: it is answered. */
  find(id: number): Caller<Key> | undefined {
    const key = this.#ids.keyOf(id)
    const name = this.#names.get(id)
    return key === undefined || name === undefined ? undefined : { key, name }
  }

  /** It is answered. */
  delete(id: number): void {
    this.#ids.delete(id)
    this.#names.delete(id)
  }
}
