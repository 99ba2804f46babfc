import { type Alarm, peerStates, Timer } from '@wsrpc/core'
import type { Session } from '../session.ts'

/** How long the pool may take to answer a probe, in ms: more than a slow mobile network needs to wake up. */
export const probePatience: number = 3000

/** No other PING of this side has it: a heartbeat's count from 1. */
const nonce = 0

/** A question that is out. */
interface Asked {
  readonly at: number
  /** When it is looked for an answer. */
  due: number
  /** A look came late already. */
  wasLate: boolean
}

/**
 * Asks whether the pool is still there, and drops a socket that brings nothing within {@link probePatience}. A look that
 * comes late judges nothing, since the silence may be our own: it asks again. The next one judges, late or not: the timers
 * of a tab that is hidden for long are all late.
 */
export class Probe {
  readonly #alarm: Alarm
  readonly #timer: Timer
  readonly #asked = new Map<Session, Asked>()

  constructor(alarm: Alarm) {
    this.#alarm = alarm
    this.#timer = new Timer(alarm, () => this.#look())
  }

  /** Whether an answer is awaited. */
  get isRunning(): boolean {
    return this.#asked.size > 0
  }

  /** Asks over each socket that is not being asked. */
  start(sessions: Iterable<Session>): void {
    const now = this.#alarm.now()
    for (const session of sessions) {
      if (!canBeAsked(session) || this.#asked.has(session)) continue
      this.#asked.set(session, { at: now, due: now + probePatience, wasLate: false })
      session.link.send({ type: 'ping', nonce })
    }
    this.#wait()
  }

  stop(): void {
    this.#asked.clear()
    this.#timer.clear()
  }

  #look(): void {
    const now = this.#alarm.now()
    for (const [session, asked] of this.#asked) {
      // What comes in the very moment of the question counts: some browsers have a coarse clock.
      if (!canBeAsked(session) || session.link.heardAt >= asked.at) this.#asked.delete(session)
      else if (now >= asked.due) this.#judge(session, asked, now)
    }
    this.#wait()
  }

  #judge(session: Session, asked: Asked, now: number): void {
    const isLate = now - asked.due > probePatience
    if (isLate && !asked.wasLate) {
      asked.wasLate = true
      asked.due = now + probePatience
      session.link.send({ type: 'ping', nonce })
    } else {
      session.link.onBreach('silent', `no answer within ${probePatience / 1000} s`)
      this.#asked.delete(session)
    }
  }

  #wait(): void {
    if (this.#asked.size === 0) this.#timer.clear()
    else if (!this.#timer.isSet) this.#timer.set(probePatience)
  }
}

/** Whether a PING may be sent: it has a socket, and the pool has welcomed it. */
export function canBeAsked({ link }: Session): boolean {
  return !link.interrupted && peerStates.dialler[link.peer.state].send.ping !== undefined
}
