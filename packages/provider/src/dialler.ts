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
}

/** When the next dial is due, and where to: one attempt at a time, and the waits between them. */
export class Dialler {
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #home: UrlSource
  readonly #host: DiallerHost
  readonly #timer: Timer
  #attempt: Attempt | undefined
  /** Where the pool sent us: for one dial. If that fails, or is lost later, we go home. */
  #redirect: URL | undefined
  /** Waits since a connection stood for a while. */
  #step = 0
  /** Failed dials in a row. */
  #failures = 0
  /** Since when the connection stands. */
  #since = 0

  constructor(shared: Shared, settings: ConnectSettings, home: UrlSource, host: DiallerHost) {
    this.#shared = shared
    this.#settings = settings
    this.#home = home
    this.#host = host
    this.#timer = new Timer(shared.alarm, () => {
      host.onDial()
      this.dial()
    })
  }

  /** Whether the next dial is due later. */
  get waiting(): boolean {
    return this.#timer.isSet
  }

  dial(): void {
    const url = this.#redirect ?? this.#home
    this.#redirect = undefined
    this.#attempt = new Attempt(this.#shared, this.#settings, this.#host)
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
    if (retryAfter > 0 || this.#step > 0) {
      this.#wait(retryAfter)
    } else {
      this.#host.onDial()
      this.dial()
    }
    this.#step++
  }

  stop(): void {
    this.#attempt?.abort()
    this.#timer.clear()
  }

  #wait(retryAfter: number): void {
    const { random } = this.#shared
    this.#timer.set(backoffDelay(this.#settings.backoff, this.#step, random(), retryAfter))
  }
}
