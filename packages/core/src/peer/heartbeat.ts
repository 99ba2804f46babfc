/** How often to look, and how many looks without a sign of life mean that the other side is gone. */
export interface HeartbeatOptions {
  /** In milliseconds; 0: never look. */
  readonly interval: number
  readonly misses: number
}

/** `'ping'`: send one. `'lost'`: the other side is gone. `'quiet'`: nothing to do. */
export type HeartbeatVerdict = 'ping' | 'lost' | 'quiet'

/**
 * Tells a silent connection from a dead one. Pure: time comes in.
 *
 * Any message counts as life. A tick that comes late by more than one interval (the machine slept, the loop was
 * blocked, the clock jumped) judges nothing, since the silence may be our own: it asks and waits one interval.
 */
export class Heartbeat {
  /** When {@link tick} is due next. */
  next: number
  readonly #interval: number
  readonly #misses: number
  readonly #pings: 'always' | 'when-silent'
  #heard = true
  #missed = 0

  /** `pings`: the pool pings whatever else travels; the provider's watchdog asks only after a silence. */
  constructor(options: HeartbeatOptions, pings: 'always' | 'when-silent', now: number) {
    this.#interval = options.interval
    this.#misses = options.misses
    this.#pings = pings
    this.next = options.interval > 0 ? now + options.interval : Infinity
  }

  /** The socket is a new one: what was missed was missed on the old. */
  restart(now: number): void {
    this.#heard = true
    this.#missed = 0
    if (this.#interval > 0) this.next = now + this.#interval
  }

  /** A message arrived. */
  heard(): void {
    this.#heard = true
  }

  tick(now: number): HeartbeatVerdict {
    if (now < this.next) return 'quiet'
    const late = now - this.next > this.#interval
    this.next = now + this.#interval
    if (late) {
      this.#missed = 0
      return 'ping'
    }
    if (this.#heard) {
      this.#heard = false
      this.#missed = 0
      return this.#pings === 'always' ? 'ping' : 'quiet'
    }
    this.#missed++
    return this.#missed >= this.#misses ? 'lost' : 'ping'
  }
}
