import { type Alarm, Timer } from '@wsrpc/core'
import type { AppServer } from './accept/app-server.ts'
import type { Door } from './accept/door.ts'
import type { Reception } from './accept/reception.ts'
import type { Visitors } from './accept/visitors.ts'
import { checkNames } from './check/names.ts'
import type { Attempts } from './dispatch/attempts.ts'
import type { Calls } from './dispatch/calls.ts'
import type { Dispatch } from './dispatch/dispatch.ts'

/** After this part of a drain's time, clients of the server that have asked nothing are dropped. */
const silentPart = 1 / 6
/** After this part all of them are. */
const clientsPart = 2 / 3

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
  /** One that the pool is attached to: it leaves first. @default none */
  readonly server?: AppServer
}

/** The order in which the parts of a pool end: in good order, or at once. */
export class Leaving {
  readonly #options: LeavingOptions
  #drained: Promise<void> | undefined
  #closed: Promise<void> | undefined
  #onIdle: (() => void) | undefined
  /** Ends what a drain waits for. */
  #wake: (() => void) | undefined
  /** Calls that began before the pool left, and that interceptors are still at. */
  #begun = 0

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
    const { timeout = 30_000, server } = options
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout must be a number of milliseconds of at least 0, or Infinity`)
    }
    const left = this.#drained ?? this.#closed
    if (left !== undefined) return left
    const { alarm, door } = this.#options
    const visitors = server === undefined ? undefined : door.visitorsAt(server)
    const begun = alarm.now()
    return promised(
      (drained) => void (this.#drained = drained),
      () => this.#drain(begun, timeout, visitors),
    )
  }

  /** Resolves when all is closed. */
  close(): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    return promised(
      (closed) => void (this.#closed = closed),
      () => this.#close(),
    )
  }

  /**
   * To be told of a call with interceptors before they run: until it ends, a drain waits for it.
   *
   * @returns to be told once when nothing of it is left to do; `undefined`: it begins too late.
   */
  begin(): (() => void) | undefined {
    if (this.#options.calls.closedFor !== undefined) return undefined
    this.#begun++
    return () => {
      this.#begun--
      this.checkIdle()
    }
  }

  /** To be told when a call or a connection ended: it may have been the last. */
  checkIdle(): void {
    const { attempts, reception } = this.#options
    if (this.#begun === 0 && attempts.open === 0 && reception.isQuiet) this.#onIdle?.()
  }

  /** `begun` on the pool's clock. */
  async #drain(begun: number, timeout: number, visitors: Visitors | undefined): Promise<void> {
    const until = begun + timeout
    if (visitors !== undefined) await this.#seeOff(visitors, begun, timeout)
    if (this.#closed === undefined) await this.#finish(until)
    await this.close()
    // Of several pools on the server the last one does the rest: until then, who is left may be another's.
    if (visitors === undefined || visitors.isWatching) return
    await this.#wait(until, visitors.allGone())
    visitors.dropAll()
    await visitors.allGone()
  }

  /**
   * The clients of the server go. Until then the pool is as it was, for they may still ask. They have their parts of the
   * time, so that something is left for the pool.
   */
  async #seeOff(visitors: Visitors, begun: number, timeout: number): Promise<void> {
    visitors.leave()
    await this.#wait(begun + timeout * silentPart, visitors.clientsGone())
    visitors.dropSilent()
    await this.#wait(begun + timeout * clientsPart, visitors.clientsGone())
    if (this.#options.alarm.now() >= begun + timeout * clientsPart) visitors.dropClients()
  }

  /** Nothing new, and what was open ends. */
  async #finish(until: number): Promise<void> {
    const { calls, door, reception } = this.#options
    calls.closedFor = 'the pool drains'
    door.leave()
    reception.drain()
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve))
    this.checkIdle()
    await this.#wait(until, idle)
  }

  /** Resolves when it is done; before that when the time is up, or somebody closes the pool. */
  async #wait(until: number, done: Promise<void>): Promise<void> {
    const { alarm } = this.#options
    await new Promise<void>((resolve) => {
      const timer = new Timer(alarm, resolve)
      timer.set(until - alarm.now())
      this.#wake = () => {
        timer.clear()
        resolve()
      }
      void done.then(this.#wake)
    })
    alarm.rest()
  }

  async #close(): Promise<void> {
    const { alarm, calls, dispatch, door, reception, onClosed } = this.#options
    calls.closedFor = 'the pool is closed'
    const closed = door.close()
    dispatch.stop()
    reception.close()
    this.#wake?.()
    await closed
    alarm.rest()
    onClosed()
  }
}

/** Something that begins when its promise is kept: whoever hears of it as it begins may ask for it again. */
function promised(keep: (promise: Promise<void>) => void, begin: () => Promise<void>): Promise<void> {
  let follow = (_done: Promise<void>): void => {}
  const promise = new Promise<void>((resolve) => (follow = resolve))
  keep(promise)
  follow(begin())
  return promise
}
