/** How often to look at the clocks, in ms. */
export const lookInterval: number = 5000

/** Later than this, in ms, no blocked loop explains it. */
const tolerance = 10_000

/**
 * What a look at the clocks finds. `'late'`: the look is late, and nothing else: browsers let the timers of a tab that is
 * hidden for minutes run once a minute (https://developer.chrome.com/blog/timer-throttling-in-chrome-88).
 */
export type ClockVerdict = 'in time' | 'late' | 'jump'

/**
 * Tells that the machine slept, by two clocks. Pure: both times come in. The monotonic one stands still in sleep on some
 * systems and runs on others (https://www.w3.org/TR/hr-time-3/#sec-monotonic-clock), so that either a look comes late,
 * or the wall clock is ahead.
 */
export class Jumps {
  #now: number
  #wall: number

  constructor(now: number, wall: number) {
    this.#now = now
    this.#wall = wall
  }

  /**
   * To be called every {@link lookInterval}.
   *
   * @param hidden whether nobody looks at the page: then a look that is late by both clocks proves nothing.
   */
  look(now: number, wall: number, hidden: boolean): ClockVerdict {
    const [passed, wallPassed] = [now - this.#now, wall - this.#wall]
    this.#now = now
    this.#wall = wall
    if (Math.max(passed, wallPassed) <= lookInterval + tolerance) return 'in time'
    return hidden && Math.abs(passed - wallPassed) <= tolerance ? 'late' : 'jump'
  }
}
