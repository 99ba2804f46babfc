import { Timer } from '@wsrpc/core'
import { Attempt, type AttemptHost } from './attempt.ts'
import { backoffDelay, stoodFor } from './backoff.ts'
import type { ConnectSettings, UrlSource } from './options.ts'
import type { Shared } from './shared.ts'

/** So many failures in a row are waited out as the pool asked, before the waits grow all the same. */
const patience = 5

export interface DiallerHost extends AttemptHost {
  /** A dial begins after a wait. */
  onDial(): void
  /** The dial that was due, or under way, waits until {@link Dialler.release}. */
  onHold(): void
}

/** When the next dial is due, and where to: one attempt at a time, and the waits between them. */
export class Dialler {
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #home: UrlSource
  readonly #host: DiallerHost
  readonly #timer: Timer
  /** The one that is under way. */
  #attempt: Attempt | undefined
  /** Where the pool sent us: for one dial. If that fails, or is lost later, we go home. */
  #redirect: URL | undefined
  /** Waits since a connection stood for a while. */
  #step = 0
  /** Failed dials in a row. */
  #failures = 0
  /** Since when the connection stands. */
  #since = 0
  /** Until when the pool asked us to stay away. */
  #notBefore = 0
  #held = false
  /** A dial would be due if they were not held. */
  #isDue = false

  constructor(shared: Shared, settings: ConnectSettings, home: UrlSource, host: DiallerHost) {
    this.#shared = shared
    this.#settings = settings
    this.#home = home
    this.#host = host
    this.#timer = new Timer(shared.alarm, () => this.begin())
  }

  /** Whether the next dial is due later. */
  get waiting(): boolean {
    return this.#timer.isSet || this.#isDue
  }

  /** Dials now, after a wait or beside a connection that is being left. */
  begin(): void {
    this.#host.onDial()
    this.dial()
  }

  /** As {@link begin}, where it is known that a dial is due. */
  dial(): void {
    if (this.#held) {
      this.#isDue = true
      return this.#host.onHold()
    }
    const url = this.#redirect ?? this.#home
    this.#redirect = undefined
    this.#attempt = new Attempt(this.#shared, this.#settings, {
      onOpen: (socket) => {
        this.#attempt = undefined
        this.#host.onOpen(socket)
      },
      onFailed: (error, retryAfter) => {
        this.#attempt = undefined
        this.#host.onFailed(error, retryAfter)
      },
    })
    this.#attempt.start(url)
  }

  /** The dial, or the handshake after it, failed. @returns how many in a row. */
  failed(): number {
    return ++this.#failures
  }

  /** The pool welcomed us. */
  welcomed(): void {
    this.#failures = 0
    this.#since = this.#shared.alarm.now()
  }

  /** The connection that stood is lost, or is about to be. */
  lost(): void {
    if (this.#shared.alarm.now() - this.#since >= stoodFor) this.#step = 0
  }

  /** Dials again after a wait; `retryAfter` is what the pool asked for, in ms. 0: it did not. */
  later(retryAfter: number): void {
    this.#wait(retryAfter)
    // A pool that says when is there, and knows better than a guess that grows. A proxy in front of none says so too, for ever.
    if (retryAfter === 0 || this.#failures > patience) this.#step++
  }

  /** The pool drains: dials at once, unless it asks to wait, or sends us round in circles. */
  move(to: URL | undefined, retryAfter: number): void {
    this.lost()
    this.#redirect = to
    if (retryAfter > 0 || this.#step > 0) this.#wait(retryAfter)
    else this.begin()
    this.#step++
  }

  /** No dial from now on; one that is under way is given up. */
  hold(): void {
    if (this.#held) return
    this.#held = true
    // One that waits finds out when its time has come.
    if (this.#attempt === undefined) return
    this.#attempt.abort()
    this.#attempt = undefined
    this.dial()
  }

  /** Dials again. What is due is due now. */
  release(): void {
    if (!this.#held) return
    this.#held = false
    this.hurry()
  }

  /** Something has changed for the better: the dial that is due later is due now, unless the pool asked to wait. */
  hurry(): void {
    if (!this.waiting) return
    this.#isDue = false
    // Short waits again, but not none: a pool that sends us round in circles would be dialled without one.
    this.#step = Math.min(this.#step, 1)
    const wait = this.#notBefore - this.#shared.alarm.now()
    if (wait > 0) return this.#timer.set(wait)
    this.#timer.clear()
    this.begin()
  }

  /** Gives up what is under way or due: there is nothing to hold or to release any more. */
  stop(): void {
    this.#attempt?.abort()
    this.#attempt = undefined
    this.#timer.clear()
    this.#isDue = false
  }

  #wait(retryAfter: number): void {
    const { random, alarm } = this.#shared
    const delay = backoffDelay(this.#settings.backoff, this.#step, random(), retryAfter)
    this.#notBefore = retryAfter > 0 ? alarm.now() + delay : 0
    if (this.#held) this.#isDue = true
    else this.#timer.set(delay)
  }
}
