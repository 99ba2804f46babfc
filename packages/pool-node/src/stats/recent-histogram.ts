import { Histogram } from './histogram.ts'

/**
 * A histogram of the last while only. Two halves take turns: it knows the half of the window that runs now and the one
 * before, so between half a window and a whole one. Takes 4.4 KiB.
 */
export class RecentHistogram {
  readonly #half: number
  readonly #least: number
  /** Both halves. */
  readonly #recent = new Histogram()
  /** The half that runs now. */
  readonly #newest = new Histogram()
  #turnAt = -Infinity
  /** The quantile that was told last, and how many latencies there must be for it to be worked out again. */
  #asked = NaN
  #told = NaN
  #due = 0

  /**
   * @param window in ms
   * @param least how many latencies it must know to tell a quantile. With fewer than 20 even the 95th percentile is only
   * the longest of them.
   */
  constructor(window: number, least: number = 20) {
    this.#half = window / 2
    this.#least = least
  }

  record(ms: number, now: number): void {
    this.#turn(now)
    this.#recent.record(ms)
    this.#newest.record(ms)
  }

  /**
   * In ms; undefined while it knows too few. It is worked out again only when there is an eighth more to go by, or the
   * halves took turns: so it may be asked at every call.
   *
   * @param q 0 … 1
   */
  quantile(q: number, now: number): number | undefined {
    this.#turn(now)
    const { count } = this.#recent
    if (count < this.#least) return undefined
    if (count >= this.#due || q !== this.#asked) {
      this.#asked = q
      this.#told = this.#recent.quantile(q)
      this.#due = count + Math.max(1, count / 8)
    }
    return this.#told
  }

  #turn(now: number): void {
    if (now < this.#turnAt) return
    // After a pause nothing that it knows is recent.
    const goesOn = now < this.#turnAt + this.#half
    this.#recent.clear()
    if (goesOn) this.#recent.add(this.#newest)
    this.#newest.clear()
    this.#turnAt = (goesOn ? this.#turnAt : now) + this.#half
    this.#due = 0
  }
}
