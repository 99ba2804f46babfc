import { type Alarm, Timer } from '@wsrpc/core'
import type { Member } from '../roster/instance.ts'

/** A trial under way: the call that shows how the member is, and how long it may take to. */
interface Trial {
  readonly attempt: object
  readonly timer: Timer
}

/** The calls of those that are on trial: one at a time, until one has shown how its member is. */
export class Trials {
  readonly #alarm: Alarm
  /** In ms: after it there is room for another, however long the first may run. */
  readonly #patience: number
  readonly #bar: (member: Member, barred: boolean) => void
  readonly #trials = new Map<Member, Trial>()

  constructor(alarm: Alarm, patience: number, bar: (member: Member, barred: boolean) => void) {
    this.#alarm = alarm
    this.#patience = patience
    this.#bar = bar
  }

  /** It has its call, and gets no other for now. */
  took(member: Member, attempt: object): void {
    this.clear(member)
    const timer = new Timer(this.#alarm, () => this.#over(member))
    this.#trials.set(member, { attempt, timer })
    timer.set(this.#patience)
    this.#bar(member, true)
  }

  /** The slot of a call is free. If it was the one and showed nothing, there is room for another. */
  freed(member: Member, attempt: object): void {
    if (this.#trials.get(member)?.attempt === attempt) this.#over(member)
  }

  clear(member: Member): void {
    this.#trials.get(member)?.timer.clear()
    this.#trials.delete(member)
  }

  #over(member: Member): void {
    this.clear(member)
    if (member.health?.state === 'trial') this.#bar(member, false)
  }
}
