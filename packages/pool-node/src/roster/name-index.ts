import type { Member } from './instance.ts'

/**
 * Members by all that a demand may name them by. Nearly every name is one member's alone, and a Set for each would take
 * more memory than the member.
 */
export class NameIndex {
  readonly #byName = new Map<string, Member | Set<Member>>()

  add(member: Member): void {
    for (const name of member.names) {
      const there = this.#byName.get(name)
      if (there === undefined) this.#byName.set(name, member)
      else if (there instanceof Set) there.add(member)
      else this.#byName.set(name, new Set([there, member]))
    }
  }

  /** One that was added. */
  remove(member: Member): void {
    for (const name of member.names) {
      const there = this.#byName.get(name)
      if (there instanceof Set) {
        there.delete(member)
        if (there.size > 0) continue
      }
      this.#byName.delete(name)
    }
  }

  /** How many have this name. */
  count(name: string): number {
    const there = this.#byName.get(name)
    if (there === undefined) return 0
    return there instanceof Set ? there.size : 1
  }

  /** Who has this name, in no order. */
  all(name: string): Member[] {
    const there = this.#byName.get(name)
    if (there === undefined) return []
    return there instanceof Set ? [...there] : [there]
  }
}
