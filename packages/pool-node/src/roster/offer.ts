import type { Member } from './instance.ts'

/** One service in one binding: who offers it, and who of them could take a call now. */
export class Offer {
  readonly members: Set<Member> = new Set()
  /** Those that could take a call now, in no order: what the balancers choose from. */
  readonly ready: Member[] = []
  readonly #places = new Map<Member, number>()
  /** How many members have a method. */
  readonly #methods = new Map<string, number>()

  add(member: Member, methods: ReadonlySet<string>): void {
    this.members.add(member)
    for (const method of methods) this.#methods.set(method, (this.#methods.get(method) ?? 0) + 1)
  }

  remove(member: Member, methods: ReadonlySet<string>): void {
    this.members.delete(member)
    this.setReady(member, false)
    for (const method of methods) {
      const left = (this.#methods.get(method) ?? 1) - 1
      if (left === 0) this.#methods.delete(method)
      else this.#methods.set(method, left)
    }
  }

  /** How many members have the method: all, as nearly always, or some while versions are mixed, or none. */
  count(method: string): number {
    return this.#methods.get(method) ?? 0
  }

  /** O(1): the last of the list takes the place of one that goes. */
  setReady(member: Member, ready: boolean): void {
    const place = this.#places.get(member)
    if (ready === (place !== undefined)) return
    if (place === undefined) {
      this.#places.set(member, this.ready.push(member) - 1)
      return
    }
    this.#places.delete(member)
    const last = this.ready.pop() as Member
    if (last === member) return
    this.ready[place] = last
    this.#places.set(last, place)
  }
}
