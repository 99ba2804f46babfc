import type { Session } from '../session.ts'
import { canBeAsked } from './probe.ts'

const never = { interval: 0, misses: 1 } as const

/** What the watchdogs of a connection can't know by themselves: that there is no network, or that all timers are late. */
export class Watchdogs {
  readonly #still = new Set<Session>()
  /** Of the last late look: when each socket was heard. */
  #heard = new Map<Session, number>()

  /** None of these judges from now on: without a network silence says nothing of the pool. */
  still(sessions: Iterable<Session>, now: number): void {
    this.#heard.clear()
    for (const session of sessions) {
      if (!canBeAsked(session) || this.#still.has(session)) continue
      this.#still.add(session)
      session.link.peer.beat(never, now)
    }
  }

  /** All look again, and begin anew: what was silent before does not count. */
  wake(now: number): void {
    for (const session of this.#still) {
      const { link, heartbeat } = session
      if (link.ended !== undefined) continue // it waits for the answer to its close
      link.peer.beat(heartbeat, now)
      link.expire(now) // nothing is due yet: it sets its alarm by the new time
    }
    this.#still.clear()
  }

  /**
   * To be called when the timers of the page are late, again and again: a watchdog that is late only asks. Who brought
   * nothing between two such looks, in which it was asked, is gone.
   */
  look(sessions: Iterable<Session>): void {
    const before = this.#heard
    this.#heard = new Map()
    for (const session of sessions) {
      const { link, heartbeat } = session
      if (!canBeAsked(session) || heartbeat.interval === 0 || this.#still.has(session)) continue
      if (before.get(session) === link.heardAt) link.onBreach('silent', 'nobody answers')
      else {
        this.#heard.set(session, link.heardAt)
        link.send({ type: 'ping', nonce: 0 })
      }
    }
  }
}
