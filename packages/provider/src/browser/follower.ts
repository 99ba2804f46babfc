import type { Alarm } from '@wsrpc/core'
import type { Connection } from '../connection.ts'
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
  readonly #connection: Connection
  /** Its pool is on this machine: no network is needed. */
  readonly #isLocal: boolean
  readonly #alarm: Alarm
  readonly #probe: Probe
  readonly #watchdogs: Watchdogs = new Watchdogs()
  readonly #wishes: () => Wishes
  readonly #deeds: Readonly<Record<Deed, () => void>> = {
    probe: () => this.#ask(),
    part: () => this.#part(),
  }

  constructor(connection: Connection, isLocal: boolean, alarm: Alarm, wishes: () => Wishes) {
    this.#connection = connection
    this.#isLocal = isLocal
    this.#alarm = alarm
    this.#probe = new Probe(alarm)
    this.#wishes = wishes
    connection.on('connected', this.#onConnected).on('disconnected', this.#onDisconnected)
  }

  /** Does what the facts ask for. */
  follow(): void {
    const { away, apart, offline } = this.#wishes()
    const { standing } = this.#connection
    const hasNetwork = this.#isLocal || !offline
    if (hasNetwork) this.#watchdogs.wake(this.#alarm.now())
    else this.#watchdogs.still(standing.sessions, this.#alarm.now())
    standing.away = away
    if (apart === undefined && hasNetwork) return standing.dialler.release()
    standing.dialler.hold()
    if (apart !== undefined) standing.stepBack(apart)
  }

  do(deed: Deed): void {
    this.#deeds[deed]()
  }

  /** It is closed. */
  end(): void {
    this.#probe.stop()
    this.#connection.off('connected', this.#onConnected).off('disconnected', this.#onDisconnected)
  }

  /** The pool may have let in who gave up meanwhile. */
  readonly #onConnected = (): void => this.follow()

  /** What cost the socket is over: there is nothing to wait for. */
  readonly #onDisconnected = (): void => {
    if (this.#probe.isRunning) this.#connection.standing.dialler.hurry()
  }

  #ask(): void {
    const { standing } = this.#connection
    this.#probe.start(standing.sessions)
    standing.dialler.hurry()
  }

  /** The page may be gone the next moment: nothing can wait for answers. */
  #part(): void {
    for (const { link } of this.#connection.standing.sessions) {
      // Without a socket there is nothing to say; it may be resumed if the page comes back.
      if (!link.interrupted) link.close('goingAway', 'the page goes')
    }
  }
}
