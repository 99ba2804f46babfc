import { type Alarm, Timer } from '@wsrpc/core'

/** Whose window it is. */
export interface WindowOwner {
  /** It has ended: nobody came back in time. */
  abandon(): void
}

/**
 * For how long a connection may be without a socket: from the loss on, and on as long as it is not decided about one
 * who wants it back and came in time.
 */
export class ResumeWindow {
  /** In ms. */
  readonly length: number
  readonly #alarm: Alarm
  readonly #owner: WindowOwner
  /** While the window is open. */
  #timer: Timer | undefined
  #holders = 0

  constructor(length: number, alarm: Alarm, owner: WindowOwner) {
    this.length = length
    this.#alarm = alarm
    this.#owner = owner
  }

  /** The socket is lost. */
  open(): void {
    this.#timer ??= new Timer(this.#alarm, () => this.#check())
    this.#timer.set(this.length)
  }

  /** There is a socket again, or the connection has ended: nobody is told any more. */
  close(): void {
    this.#timer?.clear()
    this.#timer = undefined
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
    if (this.#timer === undefined || this.#holders > 0 || this.#timer.isSet) return
    this.#timer = undefined
    this.#owner.abandon()
  }
}
