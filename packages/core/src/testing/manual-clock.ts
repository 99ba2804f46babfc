import type { Clock, TimerHandle } from '../link/clock.ts'

interface ManualTimer {
  readonly at: number
  readonly callback: () => void
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number
  readonly #timers = new Set<ManualTimer>()

  constructor(now = 0) {
    this.#now = now
  }

  /** How many timers are armed; 0 when nothing is left. */
  get timers(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#now
  }

  setTimer(delay: number, callback: () => void): TimerHandle {
    const timer: ManualTimer = { at: this.#now + Math.max(0, delay), callback }
    this.#timers.add(timer)
    return timer
  }

  clearTimer(handle: TimerHandle): void {
    this.#timers.delete(handle as ManualTimer)
  }

  /** Moves the clock by `ms`, running the timers on the way in their order, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (let timer = this.#earliest(until); timer !== undefined; timer = this.#earliest(until)) {
      this.#timers.delete(timer)
      this.#now = Math.max(this.#now, timer.at)
      timer.callback()
    }
    this.#now = until
  }

  /** Jumps by `ms` as a machine that slept does: the timers run afterwards, all late. */
  jump(ms: number): void {
    this.#now += ms
    this.advance(0)
  }

  #earliest(until: number): ManualTimer | undefined {
    let earliest: ManualTimer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= until && (earliest === undefined || timer.at < earliest.at)) earliest = timer
    }
    return earliest
  }
}
