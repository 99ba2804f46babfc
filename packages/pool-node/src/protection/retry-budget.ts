/**
 * The defaults are those of Finagle's RetryBudget: https://finagle.github.io/blog/2016/02/08/retry-budgets/. Its tokens
 * expire after 10 s.
 */
export interface RetryBudgetOptions {
  /** How many sendings more than calls there may be, as a part of the calls. @default 0.2 */
  readonly ratio?: number
  /** How many there may be besides, each second: for paths with few calls. @default 10 */
  readonly minPerSecond?: number
  /** How long a call counts, in ms. @default 10000 */
  readonly window?: number
}

export const defaultRetryBudget: Readonly<Required<RetryBudgetOptions>> = {
  ratio: 0.2,
  minPerSecond: 10,
  window: 10_000,
}

/** The window is cut into so many slices, which are forgotten one by one. As Finagle's. */
const sliceCount = 10

/** Sums of parts such as 0.1 miss whole numbers by less than this. */
const rounding = 1e-9

/**
 * How many more sendings than calls there may be. When all providers fail, every call would be sent several times, and
 * the load would grow just when it should shrink: with a budget it grows by a fifth.
 */
export class RetryBudget {
  readonly #ratio: number
  readonly #reserve: number
  readonly #slice: number
  readonly #callsBySlice = new Float64Array(sliceCount)
  readonly #sentBySlice = new Float64Array(sliceCount)
  /** Sums over the slices. */
  #calls = 0
  #sent = 0
  #at = 0
  #sliceEnds = -Infinity

  constructor(options: RetryBudgetOptions = {}) {
    const {
      ratio = defaultRetryBudget.ratio,
      minPerSecond = defaultRetryBudget.minPerSecond,
      window = defaultRetryBudget.window,
    } = options
    this.#ratio = ratio
    this.#reserve = (minPerSecond * window) / 1000
    this.#slice = window / sliceCount
  }

  /** A call began. */
  deposit(now: number): void {
    if (now >= this.#sliceEnds) this.#turn(now)
    this.#callsBySlice[this.#at]!++
    this.#calls++
  }

  /** One more sending than calls. @returns whether it may go; if so, it counts. */
  withdraw(now: number): boolean {
    if (this.left(now) < 1) return false
    this.#sentBySlice[this.#at]!++
    this.#sent++
    return true
  }

  /** How many may go now: a whole number. */
  left(now: number): number {
    if (now >= this.#sliceEnds) this.#turn(now)
    return Math.max(0, Math.floor(this.#calls * this.#ratio + this.#reserve - this.#sent + rounding))
  }

  #turn(now: number): void {
    const late = (now - this.#sliceEnds) / this.#slice
    const passed = late < sliceCount ? Math.floor(late) + 1 : sliceCount
    for (let turn = 0; turn < passed; turn++) {
      this.#at = (this.#at + 1) % sliceCount
      this.#calls -= this.#callsBySlice[this.#at]!
      this.#sent -= this.#sentBySlice[this.#at]!
      this.#callsBySlice[this.#at] = this.#sentBySlice[this.#at] = 0
    }
    this.#sliceEnds = passed < sliceCount ? this.#sliceEnds + passed * this.#slice : now + this.#slice
  }
}
