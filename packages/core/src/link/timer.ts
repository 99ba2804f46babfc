import type { Timed, TimedBucket } from '../peer/deadlines.ts'
import type { Alarm } from './alarm.ts'

/** One thing that happens later, on an alarm that many share. */
export class Timer implements Timed {
  deadline: number = Infinity
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined
  readonly #alarm: Alarm
  readonly #run: () => void

  constructor(alarm: Alarm, run: () => void) {
    this.#alarm = alarm
    this.#run = run
  }

  /** Whether it is going to run. */
  get isSet(): boolean {
    return this.bucket !== undefined
  }

  /** Runs once, in `delay` ms; Infinity: never. Set again before, it runs at the new time only. */
  set(delay: number): void {
    this.#alarm.move(this, this.#alarm.now() + delay)
  }

  clear(): void {
    this.#alarm.remove(this)
  }

  /** For the alarm. */
  expire(): void {
    this.#run()
  }
}
