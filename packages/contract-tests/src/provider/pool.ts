import type { Command } from './command.ts'
import { show } from './same.ts'

/** The pool that a test wishes for. All of it can be written as JSON. */
export interface PoolWish {
  /** Of `PoolOptions`. */
  readonly options?: object
  /** Of `BindOptions`. */
  readonly bind?: object
  /** Who may join: identities by token. Default: everybody. `forbidden` as an identity is turned away with 4403. */
  readonly tokens?: Readonly<Record<string, string>>
  /** Whether there is a TCP proxy in front, that can cut and stall. */
  readonly cable?: boolean
  /** Whether it speaks TLS, and demands client certificates. */
  readonly tls?: boolean
}

/** A pool that was started. */
export interface Started {
  readonly id: number
  readonly url: string
  /** What it takes to join one with TLS, in PEM. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
}

/** An error as the pool's caller saw it. */
export interface SeenError {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly execution?: string
  readonly data?: unknown
  /** What is behind it, as text. */
  readonly cause?: string
}

/** How a call ended. */
export interface Outcome {
  readonly value?: unknown
  readonly error?: SeenError
}

/** The call options that can be written as JSON. */
export interface SaidOptions {
  readonly timeout?: number
  readonly idempotent?: boolean
  readonly provider?: string
  readonly labels?: object
  readonly idempotencyKey?: string
  readonly metadata?: object
  readonly trace?: object
}

/** A pool in its own process, for one test. */
export class PoolThere {
  readonly url: string
  readonly tls: Started['tls']
  readonly #command: Command
  readonly #id: number

  constructor(command: Command, { id, url, tls }: Started) {
    this.url = url
    this.tls = tls
    this.#command = command
    this.#id = id
  }

  /** Asks for one of the commands that are about a pool. */
  ask<T = unknown>(name: string, args: object = {}): Promise<T> {
    return this.#command<T>(name, { ...args, pool: this.#id })
  }

  outcome(method: string, params: readonly unknown[] = [], options: SaidOptions = {}): Promise<Outcome> {
    return this.ask<Outcome>('call', { method, params, options })
  }

  /** @throws Error when the call fails. */
  async call(method: string, params: readonly unknown[] = [], options: SaidOptions = {}): Promise<unknown> {
    const { value, error } = await this.outcome(method, params, options)
    if (error !== undefined)
      throw new Error(`${method} failed: ${error.code ?? error.name}: ${error.message}`)
    return value
  }

  /** @throws Error when the call does not fail. */
  async failure(
    method: string,
    params: readonly unknown[] = [],
    options: SaidOptions = {},
  ): Promise<SeenError> {
    const { value, error } = await this.outcome(method, params, options)
    if (error === undefined) throw new Error(`${method} should have failed, and gave ${show(value)}`)
    return error
  }

  /** Begins a call, and knows it by a number. */
  begin(method: string, params: readonly unknown[] = [], options: SaidOptions = {}): Promise<number> {
    return this.ask<number>('begin', { method, params, options })
  }

  /** Waits for the end of a call that was begun. */
  end(call: number): Promise<Outcome> {
    return this.ask<Outcome>('end', { call })
  }
}
