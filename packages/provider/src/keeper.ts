import { type Alarm, type LinkEnd, type ResumeRequest, Timer } from '@wsrpc/core'
import type { Session } from './session.ts'

/**
 * Keeps the session that lost its socket for as long as the pool keeps its connection. Every HELLO meanwhile asks for
 * that; one that is out when the time has passed may still bring it back, so its answer decides.
 */
export class Keeper {
  readonly #timer: Timer
  #kept: { readonly session: Session; readonly end: LinkEnd } | undefined
  /** A HELLO that asks for it is out. */
  #asked = false

  constructor(alarm: Alarm) {
    this.#timer = new Timer(alarm, () => {
      if (!this.#asked) this.abandon()
    })
  }

  /** The one that is kept. */
  get session(): Session | undefined {
    return this.#kept?.session
  }

  /** `end`: how its socket was lost. Whoever is kept already is abandoned. */
  keep(session: Session, end: LinkEnd): void {
    this.abandon()
    this.#kept = { session, end }
    this.#timer.set(session.window)
  }

  /** What a HELLO that goes out now says. Has to be followed by one of those below. */
  ask(): ResumeRequest | undefined {
    const request = this.session?.resumeRequest
    this.#asked = request !== undefined
    return request
  }

  /** The HELLO was not answered. */
  unanswered(): void {
    this.#asked = false
    if (!this.#timer.isSet) this.abandon()
  }

  /** The HELLO, which `candidate` said, will not be answered: this side gives that up. */
  giveUp(candidate: Session): void {
    // The pool may have let it go on already, over this socket: if that breaks, the pool keeps it; if it is closed, not.
    if (this.#asked) candidate.link.abandon({ code: 1006, reason: 'given up', local: true })
    else candidate.link.close('goingAway')
    this.unanswered()
  }

  /**
   * The answer is: it goes on. Keeps it no longer.
   *
   * @param received the pool's count
   * @returns undefined when that can't be: nobody asked, or the count is wrong.
   */
  take(received: number): Session | undefined {
    const session = this.#asked ? this.session : undefined
    if (session?.link.canResume(received) !== true) return undefined
    this.#forget()
    return session
  }

  /** It does not go on: its calls end. `received`: the pool's count, if it told one. Does nothing if none is kept. */
  abandon(received?: number): void {
    const kept = this.#kept
    this.#forget()
    kept?.session.link.abandon(kept.end, received)
  }

  #forget(): void {
    this.#timer.clear()
    this.#asked = false
    this.#kept = undefined
  }
}
