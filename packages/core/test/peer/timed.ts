import type { Timed, TimedBucket } from '../../src/peer/deadlines.ts'

/** A thing that waits, and that tells when it expired. */
export class Probe implements Timed {
  deadline: number
  bucket: TimedBucket | undefined
  earlier: Timed | undefined
  later: Timed | undefined
  readonly expired: number[] = []
  readonly #then: ((now: number) => void) | undefined

  constructor(deadline: number, then?: (now: number) => void) {
    this.deadline = deadline
    this.#then = then
  }

  expire(now: number): void {
    this.expired.push(now)
    this.#then?.(now)
  }
}
