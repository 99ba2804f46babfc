import { Deadlines, type Timed } from '../peer/deadlines.ts'
import type { Clock, TimerHandle } from './clock.ts'

/** Later than this, in ms, the event loop was blocked or the machine slept. */
const overdue = 20

/** Longest delay that platforms take without overflow (2^31 - 1 ms); a longer wait is armed again. */
const longestDelay = 2 ** 31 - 1

/** One timer for all that one pool or provider waits for, armed for the earliest. Never early. */
export class Alarm {
  readonly clock: Clock
  readonly #deadlines = new Deadlines()
  #timer: TimerHandle
  #armedFor = Infinity
  #gaveWay = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** How many things wait. */
  get size(): number {
    return this.#deadlines.size
  }

  now(): number {
    return this.clock.now()
  }

  add(timed: Timed): void {
    this.#deadlines.add(timed)
    // A bucket is due a little after its things are; arming for the thing itself would only wake too early.
    if (timed.deadline < this.#armedFor) this.#arm()
  }

  /** Does nothing if it does not wait. */
  remove(timed: Timed): void {
    this.#deadlines.remove(timed)
  }

  /** Moves one that waits, or adds it. */
  move(timed: Timed, deadline: number): void {
    this.#deadlines.remove(timed)
    timed.deadline = deadline
    this.add(timed)
  }

  /** Nothing waits any more: let the timer go, so that it holds no process. */
  rest(): void {
    if (this.#deadlines.size > 0) return
    this.#disarm()
    this.#gaveWay = false
  }

  #arm(): void {
    const due = this.#deadlines.next()
    if (due === this.#armedFor) return
    this.#disarm()
    if (due === Infinity) return
    this.#armedFor = due
    const delay = Math.min(Math.max(0, Math.ceil(due - this.clock.now())), longestDelay)
    this.#timer = this.clock.setTimer(delay, () => this.#ring())
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.clock.clearTimer(this.#timer)
    this.#timer = undefined
    this.#armedFor = Infinity
  }

  #ring(): void {
    const now = this.clock.now()
    const late = now - this.#armedFor
    this.#timer = undefined
    this.#armedFor = Infinity
    if (late > overdue && !this.#gaveWay) {
      // The loop was blocked: answers may lie in the sockets, unread. They are read before anyone is judged late.
      this.#gaveWay = true
      this.#armedFor = now
      this.#timer = this.clock.setTimer(0, () => this.#ring())
      return
    }
    this.#gaveWay = false
    try {
      this.#deadlines.expire(now)
    } finally {
      this.#arm() // a listener that throws must not stop the clock for all others
    }
  }
}
