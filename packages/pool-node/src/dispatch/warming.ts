import { type Alarm, Timer } from '@wsrpc/core'
import { warmth } from '../protection/slow-start.ts'
import type { Binding } from '../roster/binding.ts'
import type { Member } from '../roster/instance.ts'

/** In so many steps an instance comes to its whole share. */
const steps = 20

/**
 * Slow start: who is new on a path gets a growing part of its share. Those that come in the first while after the path
 * itself are not taken for new: a pool that was started again knows nobody, and they are warm.
 */
export class Warming {
  readonly #binding: Binding
  /** In ms. */
  readonly #window: number
  readonly #alarm: Alarm
  readonly #timers = new Map<Member, Timer>()
  /** When the first came. */
  #since: number | undefined

  constructor(binding: Binding, window: number, alarm: Alarm) {
    this.#binding = binding
    this.#window = window
    this.#alarm = alarm
  }

  /** It came in, or comes back after it had no calls for long. */
  joined(member: Member): void {
    const now = this.#alarm.now()
    this.#since ??= now
    if (now - this.#since < this.#window) return
    this.left(member)
    const timer = new Timer(this.#alarm, () => this.#step(member, timer, now))
    this.#timers.set(member, timer)
    this.#step(member, timer, now)
  }

  left(member: Member): void {
    this.#timers.get(member)?.clear()
    this.#timers.delete(member)
  }

  #step(member: Member, timer: Timer, since: number): void {
    const age = this.#alarm.now() - since
    this.#binding.warm(member, warmth(age, this.#window))
    if (age < this.#window) timer.set(this.#window / steps)
    else this.#timers.delete(member)
  }
}
