import { type Alarm, Timer } from '@wsrpc/core'

/**
 * For how long a connection may be without a socket: from the loss on, and on as long as it is not decided about one
 * who wants it back and came in time.
 */
export class ResumeWindow {
  /** In ms. */
  readonly length: number
  readonly #timer: Timer
  readonly #onEnd: () => void
  #isOpen = false
  #holders = 0

  constructor(length: number, alarm: Alarm, onEnd: () => void) {
    this.length = length
    this.#timer = new Timer(alarm, () => this.#check())
    this.#onEnd = onEnd
  }

  /** The socket is lost. */
  open(): void {
    this.#isOpen = true
    this.#timer.set(this.length)
  }

  /** There is a socket again, or the connection has ended: it is not told any more. */
  close(): void {
    this.#isOpen = false
    this.#timer.clear()
  }

  /** Someone wants the connection back: it waits for the decision. @returns what tells that it fell; twice is once. */
  hold(): () => void {
    this.#holders++
    let holds = true
    return () => {
      if (!holds) return
      holds = false
      this.#holders--
      this.#check()
    }
  }

  #check(): void {
    if (!this.#isOpen || this.#holders > 0 || this.#timer.isSet) return
    this.#isOpen = false
    this.#onEnd()
  }
}
