import type { Member } from './instance.ts'

/** Members that could take a call now, in no order. One comes and goes in O(1): the last takes the place of one that goes. */
export class ReadyList {
  readonly members: Member[] = []
  readonly #places = new Map<Member, number>()

  set(member: Member, ready: boolean): void {
    const place = this.#places.get(member)
    if (ready === (place !== undefined)) return
    if (place === undefined) {
      this.#places.set(member, this.members.push(member) - 1)
      return
    }
    this.#places.delete(member)
    const last = this.members.pop() as Member
    if (last === member) return
    this.members[place] = last
    this.#places.set(last, place)
  }
}
