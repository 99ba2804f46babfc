import type { Duplex } from 'node:stream'
import { type Alarm, Timer } from '@wsrpc/core'
import { Waiter, type WaysOn } from './waiter.ts'

/**
 * So many go on in one turn of the event loop. The platform may bring thousands of requests in one turn, when all of a
 * pool's providers come back: upgraded in that turn, they would keep everybody else from being heard for seconds.
 */
const perTurn = 8

/** Longest wait, in ms. Clients mostly have less patience: a provider 10 s. Who leaves costs nothing any more. */
export const longestWait: number = 30_000

/** When it is looked again whether a handshake has made room, in ms: as often as the alarm's buckets allow. */
const nextLook = 8

export interface LineOptions {
  readonly alarm: Alarm
  /** Most that wait. */
  readonly limit: number
  /** Whether one more may be in the handshake. */
  readonly hasRoom: () => boolean
}

/**
 * Where upgrade requests wait until it is their turn, first come, first served. It only says when: one that finds the line
 * full, or that has waited for {@link longestWait}, goes on too, and is refused there if there is still no room.
 */
export class Line {
  readonly #options: LineOptions
  readonly #waiting = new Set<Waiter>()
  readonly #timer: Timer
  #isDue = false

  constructor(options: LineOptions) {
    this.#options = options
    this.#timer = new Timer(options.alarm, () => this.#advance())
  }

  /** For how long the first one has waited, in ms; 0: nobody waits. */
  get age(): number {
    for (const { since } of this.#waiting) return this.#options.alarm.now() - since
    return 0
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** One of its ways is called once, unless the client leaves before. */
  join(socket: Duplex, ways: WaysOn): void {
    const { alarm, limit } = this.#options
    if (this.#waiting.size >= limit) return ways.goOn()
    this.#waiting.add(new Waiter(socket, alarm.now(), ways, this.#left))
    if (!this.#timer.isSet) this.#soon()
  }

  /** All go on now. */
  dissolve(): void {
    for (const waiter of this.#waiting) waiter.goOn()
  }

  readonly #left = (waiter: Waiter): void => {
    this.#waiting.delete(waiter)
    if (this.#waiting.size > 0) return
    this.#timer.clear()
    this.#options.alarm.rest()
  }

  #soon(): void {
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#advance()
    })
  }

  #advance(): void {
    const { alarm, hasRoom } = this.#options
    const tooOld = alarm.now() - longestWait
    let left = perTurn
    for (const waiter of this.#waiting) {
      if (waiter.since > tooOld && !hasRoom()) return this.#timer.set(nextLook)
      if (left-- === 0) return this.#soon()
      waiter.goOn()
    }
  }
}
