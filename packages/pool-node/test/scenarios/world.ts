import { seededRandom } from '@wsrpc/contract-tests/chance'
import type { GuardRules } from '../../src/dispatch/guard.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Binding, BindingPolicy } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import { arrive, leave, status } from '../roster/people.ts'
import { Ledger } from './ledger.ts'
import { Worker, type WorkerOptions } from './worker.ts'

export interface WorldOptions {
  /** Not 1, which the office's own chance has: how long a call takes must not depend on who was picked for it. */
  readonly seed?: number
  readonly policy?: Partial<BindingPolicy>
  readonly rules?: Partial<GuardRules>
}

/**
 * A pool without its door, providers that take their time, and callers: all on one clock that only the world moves. The
 * same seed makes the same run.
 */
export class World implements Disposable {
  readonly office = new Office()
  readonly binding: Binding
  readonly workers: Worker[] = []
  readonly random: () => number

  constructor({ seed = 4711, policy, rules }: WorldOptions = {}) {
    this.random = seededRandom(seed)
    this.binding = this.office.bind([], policy, rules)
  }

  /** A provider of `A.x` comes in. */
  worker(options: WorkerOptions): Worker {
    const { office, binding, random } = this
    const id = `w${this.workers.length}`
    const worker = new Worker(office.clock, random, options)
    worker.connection = arrive(office.roster, binding, { id, instance: id, link: worker })
    office.roster.update(worker.connection, status({ A: ['x'] }, { concurrency: worker.concurrency }))
    this.workers.push(worker)
    return worker
  }

  /** Calls now. @param onEnd when it is settled, on the world's clock. */
  call(ledger: Ledger, options: CallOptions = {}, onEnd: () => void = () => {}): void {
    ledger.begun++
    void this.office.call('A.x', [], {
      ...options,
      observe: (event) => {
        if (event.type !== 'answered' && event.type !== 'failed') return
        const code = event.type === 'failed' ? event.code : undefined
        ledger.settled(event.at, code)
        // The slot is free a moment after the answer.
        this.office.clock.setTimer(0, onEnd)
      },
    })
  }

  /** Callers that do not wait for each other: so many calls a second on average, as a Poisson process. Ends when all have ended. */
  openLoop(perSecond: number, ms: number, options?: CallOptions): Ledger {
    const ledger = new Ledger()
    const { clock } = this.office
    const until = clock.now() + ms
    const next = (): void => {
      if (clock.now() >= until) return
      this.call(ledger, options)
      clock.setTimer((-Math.log(1 - this.random()) * 1000) / perSecond, next)
    }
    next()
    clock.advance(ms)
    this.finish()
    return ledger
  }

  /** So many callers, each of which calls again as soon as it is answered, for so long. */
  closedLoop(callers: number, ms: number, options?: CallOptions): Ledger {
    const ledger = new Ledger()
    const until = this.office.clock.now() + ms
    const again = (): void => {
      if (this.office.clock.now() < until) this.call(ledger, options, again)
    }
    for (let caller = 0; caller < callers; caller++) again()
    this.office.clock.advance(ms)
    this.finish()
    return ledger
  }

  /** Waits until all that is open has ended. */
  finish(): void {
    while (this.office.attempts.open > 0 || this.workers.some(({ open }) => open.length > 0)) {
      this.office.clock.advance(100)
    }
  }

  leave({ connection }: Worker): void {
    leave(this.office.roster, connection)
  }

  [Symbol.dispose](): void {
    for (const { connection } of this.workers) {
      if (connection.inFlight !== 0) throw new Error(`${connection.id} holds slots that nobody frees`)
      if (connection.end === undefined) leave(this.office.roster, connection)
    }
    this.office[Symbol.dispose]()
  }
}
