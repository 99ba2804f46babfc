import type { Demand } from './demand.ts'
import type { Member } from './instance.ts'
import { NameIndex } from './name-index.ts'
import { ReadyList } from './ready-list.ts'

/** Of so few, those that fit are found by looking at each: many identities must not drive out the circles of labels. */
const fewEnough = 32

/** Most circles of one offer; past it the one goes that was asked for longest ago. */
const mostCircles = 64

/** Most methods that are remembered of one member as those that it has not. */
const mostLacking = 1024

const nobody: ReadonlySet<Member> = new Set()
const none: ReadonlySet<string> = new Set()

/** Of those that offer a service, the ones that a narrower demand asks for. Kept, so that a call costs no search. */
interface Circle {
  readonly demand: Demand
  readonly members: Set<Member>
  readonly ready: ReadyList
}

/** One service in one binding: who offers it, and who of them could take a call now. */
export class Offer {
  readonly members: Set<Member> = new Set()
  readonly #ready = new ReadyList()
  /** How many members have a method, of those that say what they have. */
  readonly #methods = new Map<string, number>()
  /** How many members have any, as far as anybody knows. */
  #generalists = 0
  /** Those of them that turned out not to have a method: empty nearly always. */
  readonly #lacking = new Map<string, Set<Member>>()
  /** Two may have one name: whoever looks here asks the demand too. */
  readonly #names = new NameIndex()
  /** By the demand's key, the one that was asked for last at the end. */
  readonly #circles = new Map<string, Circle>()

  /** Those that could take a call now, in no order. */
  get ready(): readonly Member[] {
    return this.#ready.members
  }

  /** One that may have any method, as it can't say which. */
  addGeneralist(member: Member): void {
    this.#generalists++
    this.add(member, none)
  }

  removeGeneralist(member: Member): void {
    this.#generalists--
    for (const [method, lacking] of this.#lacking) {
      if (lacking.delete(member) && lacking.size === 0) this.#lacking.delete(method)
    }
    this.remove(member, none)
  }

  /**
   * A generalist said that it has not a method.
   *
   * @returns whether that is believed: only where others say that they have it, as else nobody would be left to ask.
   */
  lacks(member: Member, method: string): boolean {
    if (!this.#methods.has(method)) return false
    member.lacking ??= new Set()
    if (member.lacking.has(method)) return true
    if (member.lacking.size >= mostLacking) return false
    member.lacking.add(method)
    const lacking = this.#lacking.get(method)
    if (lacking === undefined) this.#lacking.set(method, new Set([member]))
    else lacking.add(member)
    this.reconsider(member)
    return true
  }

  /** It ends. What generalists lack was true beside those that name the service, and those are gone. @returns who may be asked again. */
  close(): Iterable<Member> {
    const forgiven = new Set<Member>()
    for (const [method, lacking] of this.#lacking) {
      for (const member of lacking) {
        member.lacking?.delete(method)
        forgiven.add(member)
      }
    }
    return forgiven
  }

  /** Whether there is nobody who says what it has. */
  get isUnclaimed(): boolean {
    return this.members.size === this.#generalists
  }

  add(member: Member, methods: ReadonlySet<string>): void {
    this.members.add(member)
    for (const method of methods) this.#methods.set(method, (this.#methods.get(method) ?? 0) + 1)
    this.#names.add(member)
    this.reconsider(member)
  }

  remove(member: Member, methods: ReadonlySet<string>): void {
    this.members.delete(member)
    this.setReady(member, false)
    for (const { members } of this.#circles.values()) members.delete(member)
    for (const method of methods) {
      const left = (this.#methods.get(method) ?? 1) - 1
      if (left === 0) this.#methods.delete(method)
      else this.#methods.set(method, left)
    }
    this.#names.remove(member)
  }

  /** Its labels have changed. */
  reconsider(member: Member): void {
    for (const circle of this.#circles.values()) place(circle, member)
  }

  /** How many members have the method: all, as nearly always, or some while versions are mixed, or none. */
  count(method: string): number {
    const lacking = this.#lacking.size === 0 ? 0 : (this.#lacking.get(method)?.size ?? 0)
    return (this.#methods.get(method) ?? 0) + this.#generalists - lacking
  }

  setReady(member: Member, ready: boolean): void {
    this.#ready.set(member, ready)
    for (const circle of this.#circles.values()) {
      if (circle.members.has(member)) circle.ready.set(member, ready)
    }
  }

  /** All whom a demand asks for, whether they could take a call now or not. */
  asked(demand: Demand): ReadonlySet<Member> {
    // No circle for a method that nobody has: such names may come from strangers.
    if (this.count(demand.method) === 0) return nobody
    if (demand.isNamed || this.#isForFew(demand)) return new Set(this.#named(demand))
    return this.#isForAll(demand) ? this.members : this.#circle(demand).members
  }

  /** Those of them that could take it now. Must not be changed or kept. */
  candidates(demand: Demand): readonly Member[] {
    if (this.count(demand.method) === 0) return []
    if (demand.isNamed) return this.#named(demand).filter((member) => member.free)
    if (this.#isForFew(demand)) return this.#named(demand).filter((member) => member.ready)
    return this.#isForAll(demand) ? this.ready : this.#circle(demand).ready.members
  }

  /**
   * Whether of all whom a demand asks for nobody is well: each is ejected, or takes no calls anyway. Who is ejected gets
   * none as long as there is a choice; without one it is better than nobody.
   */
  isAbandoned(demand: Demand): boolean {
    for (const member of this.asked(demand)) if (!member.barred && member.isUsable) return false
    return true
  }

  #isForFew(demand: Demand): boolean {
    return demand.for !== undefined && this.#names.count(demand.for) <= fewEnough
  }

  #isForAll(demand: Demand): boolean {
    return demand.isPlain && this.count(demand.method) === this.members.size
  }

  #named(demand: Demand): Member[] {
    return this.#within(demand).filter((member) => demand.fits(member))
  }

  /** All who could be asked for, and others. */
  #within(demand: Demand): readonly Member[] {
    return demand.for === undefined ? [...this.members] : this.#names.all(demand.for)
  }

  #circle(demand: Demand): Circle {
    let circle = this.#circles.get(demand.key)
    if (circle !== undefined) this.#circles.delete(demand.key)
    else {
      circle = { demand, members: new Set(), ready: new ReadyList() }
      for (const member of this.#within(demand)) place(circle, member)
      const [oldest] = this.#circles.keys()
      if (oldest !== undefined && this.#circles.size >= mostCircles) this.#circles.delete(oldest)
    }
    this.#circles.set(demand.key, circle)
    return circle
  }
}

function place({ demand, members, ready }: Circle, member: Member): void {
  if (demand.fits(member)) members.add(member)
  else members.delete(member)
  ready.set(member, member.ready && members.has(member))
}
