import { type Alarm, Timer } from '@wsrpc/core'
import type { Door } from './accept/door.ts'
import type { Reception } from './accept/reception.ts'
import { checkNames } from './check/names.ts'
import type { Attempts } from './dispatch/attempts.ts'
import type { Calls } from './dispatch/calls.ts'
import type { Dispatch } from './dispatch/dispatch.ts'

export interface LeavingOptions {
  readonly alarm: Alarm
  readonly calls: Calls
  readonly dispatch: Dispatch
  readonly attempts: Attempts
  readonly door: Door
  readonly reception: Reception
  /** All is closed. */
  readonly onClosed: () => void
}

export interface DrainOptions {
  /** In ms; Infinity: however long it takes. @default 30000 */
  readonly timeout?: number
}

/** The order in which the parts of a pool end: in good order, or at once. */
export class Leaving {
  readonly #options: LeavingOptions
  #drained: Promise<void> | undefined
  #closed: Promise<void> | undefined
  #onIdle: (() => void) | undefined

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /**
   * Resolves when all is closed, and what was open has finished in time.
   *
   * @throws TypeError (as a rejection) when an option is wrong.
   */
  async drain(options: DrainOptions): Promise<void> {
    checkNames('drain', options)
    const { timeout = 30_000 } = options
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout must be a number of milliseconds of at least 0, or Infinity`)
    }
    this.#drained ??= this.#drain(timeout)
    return this.#drained
  }

  /** Resolves when all is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** To be told when a call or a connection ended: it may have been the last. */
  checkIdle(): void {
    const { attempts, reception } = this.#options
    if (attempts.open === 0 && reception.isQuiet) this.#onIdle?.()
  }

  async #drain(timeout: number): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    const { alarm, calls, door, reception } = this.#options
    calls.closedFor = 'the pool drains'
    door.leave()
    reception.drain()
    await new Promise<void>((resolve) => {
      const timer = new Timer(alarm, resolve)
      timer.set(timeout)
      this.#onIdle = () => {
        timer.clear()
        resolve()
      }
      this.checkIdle()
    })
    return this.close()
  }

  async #close(): Promise<void> {
    const { alarm, calls, dispatch, door, reception, onClosed } = this.#options
    calls.closedFor = 'the pool is closed'
    const closed = door.close()
    dispatch.stop()
    reception.close()
    this.#onIdle?.()
    await closed
    alarm.rest()
    onClosed()
  }
}
