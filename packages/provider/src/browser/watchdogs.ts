import type { Session } from '../session.ts'
import { canBeAsked } from './probe.ts'

const never = { interval: 0, misses: 1 } as const

/** Keeps the watchdogs of a connection still while there is no network: silence says nothing of the pool then. */
export class Watchdogs {
  readonly #still = new Set<Session>()

  /** None of these judges from now on. */
  still(sessions: Iterable<Session>, now: number): void {
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
}
