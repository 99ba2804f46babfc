/** How often to look at the clocks, in ms. */
export const lookInterval: number = 5000

/** Later than this, in ms, no blocked loop explains it. */
const tolerance = 10_000

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

  /** To be called every {@link lookInterval}. @returns whether one of the clocks jumped ahead since the last look. */
  look(now: number, wall: number): boolean {
    const passed = Math.max(now - this.#now, wall - this.#wall)
    this.#now = now
    this.#wall = wall
    return passed > lookInterval + tolerance
  }
}
