import { type ErrorCode, RpcError } from '@wsrpc/core'
import type { GuardRules } from '../../../src/dispatch/guard.ts'
import type { CallOptions } from '../../../src/options.ts'
import type { Binding, BindingPolicy } from '../../../src/roster/binding.ts'
import { type Cast, Office } from '../../dispatch/office.ts'
import type { StandIn } from '../../dispatch/stand-in.ts'

export interface SettingOptions {
  readonly rules?: Partial<GuardRules>
  readonly policy?: Partial<BindingPolicy>
  readonly maxAttempts?: number
}

/** A path for calls of `A.x`, protected as its rules say. Who is there in the end leaves, and nothing may be left of them. */
export class Setting implements Disposable {
  readonly office: Office
  readonly binding: Binding
  readonly #all: StandIn[] = []

  constructor({ rules = { ejection: {} }, policy = {}, maxAttempts = 3 }: SettingOptions = {}) {
    this.office = new Office({ maxAttempts })
    this.binding = this.office.bind([], policy, rules)
  }

  /** The first is `i0`, the next `i1`. */
  provider(cast: Cast = {}): StandIn {
    const standIn = this.office.provider(this.binding, { A: ['x'] }, cast)
    this.#all.push(standIn)
    return standIn
  }

  /** One for each cast. */
  providers<Casts extends readonly Cast[]>(...casts: Casts): { [At in keyof Casts]: StandIn } {
    return casts.map((cast) => this.provider(cast)) as { [At in keyof Casts]: StandIn }
  }

  call(options?: CallOptions): Promise<unknown> {
    return this.office.call('A.x', [], options)
  }

  calls(count: number, options?: CallOptions): Promise<unknown>[] {
    return Array.from({ length: count }, () => this.call(options))
  }

  /** A call that names its provider, and so goes to it whatever was before. */
  ask({ connection }: StandIn, options: CallOptions = {}): Promise<unknown> {
    return this.call({ provider: connection.instance, ...options })
  }

  /** It fails so many calls, one after the other. */
  fail(standIn: StandIn, times: number, code: ErrorCode = 'UNAVAILABLE'): void {
    for (let n = 0; n < times; n++) {
      void this.ask(standIn)
      standIn.open.pop()?.onError(broken(code))
    }
  }

  /** How often was sent, to all. */
  get sendings(): number {
    return this.#all.reduce((sum, { log }) => sum + log.length, 0)
  }

  [Symbol.dispose](): void {
    // One that was lost already has left.
    for (const standIn of this.#all) if (standIn.connection.end === undefined) this.office.lose(standIn, true)
    this.office[Symbol.dispose]()
  }
}

export function broken(code: ErrorCode = 'UNAVAILABLE'): RpcError {
  return new RpcError(code, 'it is broken', { execution: 'finished' })
}

/** Answers all that is open there. */
export function answerAll(...all: readonly StandIn[]): void {
  for (const standIn of all) while (standIn.open.length > 0) standIn.answer('ok')
}

/** Calls that are open at each. */
export function openAt(...all: readonly StandIn[]): readonly number[] {
  return all.map(({ open }) => open.length)
}

/** Nobody is full, so that nothing but protection decides who could get a call. */
export const roomy = { concurrency: 1000 }

/** Of an instance whose first time of 30 s has passed, and one that is well. */
export function onTrial(setting: Setting): { tried: StandIn; good: StandIn } {
  const [tried, good] = setting.providers(roomy, roomy)
  setting.fail(tried, 5)
  setting.office.clock.advance(30_000)
  return { tried, good }
}
