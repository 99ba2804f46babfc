import type { Alarm } from '@wsrpc/core'
import type { Standing } from '../standing.ts'
import { Probe } from './probe.ts'
import type { Deed } from './table.ts'
import { Watchdogs } from './watchdogs.ts'

/** What follows from the facts for every connection. */
export interface Wishes {
  readonly away: boolean
  /** Why there is to be no connection at all now, for people; `undefined`: there may be one. */
  readonly apart: string | undefined
  readonly offline: boolean
}

/** A connection whose page has a life. */
export class Follower {
  readonly #standing: Standing
  /** Its pool is on this machine: no network is needed. */
  readonly #isLocal: boolean
  readonly #alarm: Alarm
  readonly #probe: Probe
  readonly #watchdogs: Watchdogs = new Watchdogs()
  readonly #wishes: () => Wishes
  readonly #deeds: Readonly<Record<Deed, () => void>> = {
    probe: () => this.#ask(),
    look: () => this.#watchdogs.look(this.#standing.sessions),
    part: () => this.#part(),
  }

  constructor(standing: Standing, isLocal: boolean, alarm: Alarm, wishes: () => Wishes) {
    this.#standing = standing
    this.#isLocal = isLocal
    this.#alarm = alarm
    this.#probe = new Probe(alarm)
    this.#wishes = wishes
    // What cost the socket is over when it was asked already: there is nothing to wait for.
    standing.onLost = () => this.#probe.isRunning && standing.hurry()
  }

  /** Does what the facts ask for. */
  follow(): void {
    const { away, apart } = this.#wishes()
    const now = this.#alarm.now()
    if (this.#hasNetwork) this.#watchdogs.wake(now)
    else {
      this.#watchdogs.still(this.#standing.sessions, now)
      this.#probe.stop()
    }
    this.#standing.away = away
    if (apart === undefined && this.#hasNetwork) return this.#standing.release()
    this.#standing.hold()
    if (apart !== undefined) this.#standing.stepBack(apart)
  }

  do(deed: Deed): void {
    this.#deeds[deed]()
  }

  /** It is closed. */
  end(): void {
    this.#probe.stop()
    this.#standing.onLost = undefined
  }

  get #hasNetwork(): boolean {
    return this.#isLocal || !this.#wishes().offline
  }

  /** Without a network silence says nothing: `online` asks again. */
  #ask(): void {
    if (!this.#hasNetwork) return
    this.#probe.start(this.#standing.sessions)
    this.#standing.hurry()
  }

  /** The page may be gone the next moment: nothing can wait for answers. */
  #part(): void {
    for (const { link } of this.#standing.sessions) {
      // Without a socket there is nothing to say; it may be resumed if the page comes back.
      if (!link.interrupted) link.close('goingAway', 'the page goes')
    }
  }
}
