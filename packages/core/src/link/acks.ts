import type { DialectSession } from '../dialect/dialect.ts'
import type { Alarm } from './alarm.ts'
import { Timer } from './timer.ts'

/** Has an acknowledgement leave in time, if nothing that is sent anyway takes it along. */
export class Acks {
  readonly #session: DialectSession
  readonly #alarm: Alarm
  /** Made when it is set: there may be many thousand links, most of them idle. */
  #timer: Timer | undefined

  constructor(session: DialectSession, alarm: Alarm) {
    this.#session = session
    this.#alarm = alarm
  }

  /** In `delay` ms, if not before. `now`: in ms of the alarm's clock. */
  within(delay: number, now: number): void {
    if (this.#timer !== undefined && this.#timer.deadline <= now + delay) return
    this.#timer ??= new Timer(this.#alarm, () => {
      this.#timer = undefined
      this.#session.acknowledge()
    })
    this.#timer.set(delay)
  }

  clear(): void {
    this.#timer?.clear()
    this.#timer = undefined
  }
}
