import { type Alarm, Heartbeat, peerStates, Timer } from '@wsrpc/core'
import type { Session } from '../session.ts'

/** How long the pool may take to answer a probe, in ms: more than a slow mobile network needs to wake up. */
export const probePatience: number = 3000

/** No other PING of this side has it: a heartbeat's count from 1. */
const nonce = 0

interface Asked {
  readonly at: number
  readonly beat: Heartbeat
}

/**
 * Asks whether the pool is still there, and drops a socket that brings nothing within {@link probePatience}. By the rules
 * of the heartbeat: a look that comes late judges nothing, asks again, and waits as long again.
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
      // Its first tick is due now.
      const beat = new Heartbeat({ interval: probePatience, misses: 1 }, 'always', now - probePatience)
      this.#asked.set(session, { at: now, beat })
    }
    this.#look()
  }

  stop(): void {
    this.#asked.clear()
    this.#timer.clear()
  }

  #look(): void {
    const now = this.#alarm.now()
    for (const [session, { at, beat }] of this.#asked) {
      // What comes in the very moment of the question counts: some browsers have a coarse clock.
      if (!canBeAsked(session) || session.link.heardAt >= at) {
        this.#asked.delete(session)
        continue
      }
      const verdict = beat.tick(now)
      if (verdict === 'ping') session.link.send({ type: 'ping', nonce })
      else if (verdict === 'lost') this.#drop(session)
    }
    if (this.#asked.size === 0) this.#timer.clear()
    else if (!this.#timer.isSet) this.#timer.set(probePatience)
  }

  #drop(session: Session): void {
    session.link.onBreach('silent', `no answer within ${probePatience / 1000} s`)
    this.#asked.delete(session)
  }
}

/** Whether a PING may be sent: it has a socket, and the pool has welcomed it. */
export function canBeAsked({ link }: Session): boolean {
  return !link.interrupted && peerStates.dialler[link.peer.state].send.ping !== undefined
}
