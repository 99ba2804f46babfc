import { checkServiceName, remote, type Remote, Speaker } from '@wsrpc/core'
import { EventEmitter } from 'eventemitter3'
import type { CallOptions } from './calls/caller.ts'
import { checkNames, checkNumber, show } from './check.ts'
import { disposeByClosing } from './dispose.ts'
import type { ConnectionEvents } from './events.ts'
import type { ConnectionState } from './lifecycle.ts'
import type { ConnectSettings, UrlSource } from './options.ts'
import type { Shared } from './shared.ts'
import { defaultDrainTimeout, Standing } from './standing.ts'

const standings = new WeakMap<Connection, Standing>()

/** What is behind a connection, for other files of this package: no property of it, which users would be offered. */
export function standingOf(connection: Connection): Standing {
  return standings.get(connection) as Standing
}

/** How patient a drain is. */
export interface DrainOptions {
  /**
   * Milliseconds for the calls in flight; then it closes anyway. Infinity: however long they take.
   * @default 30000
   */
  readonly timeout?: number
}

/** What can be changed of a connection. */
export interface ConnectionChanges {
  /** No new calls, please: on this connection only. Those in flight go on. */
  readonly paused?: boolean
}

/**
 * A provider's standing with a pool, made by `provider.connect`: dials, serves, calls, and dials again whenever it is
 * lost. Events: {@link ConnectionEvents}.
 */
export class Connection extends EventEmitter<ConnectionEvents> {
  /** For `await using`: {@link close}. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #standing: Standing

  static {
    disposeByClosing(Connection.prototype)
  }

  /** @internal Use `provider.connect`. */
  constructor(shared: Shared, url: UrlSource, settings: ConnectSettings, onClosed: (it: Connection) => void) {
    super()
    const speaker = new Speaker<ConnectionEvents>(this, 'the connection')
    this.#standing = new Standing(shared, url, settings, speaker, () => onClosed(this))
    standings.set(this, this.#standing)
    // Not before the caller could add its listeners.
    queueMicrotask(() => this.#standing.start())
  }

  /**
   * Resolves when the pool let us in for the first time; rejects when the connection is closed before. Nobody has to
   * look at it: it never becomes an unhandled rejection.
   */
  get ready(): Promise<void> {
    return this.#standing.milestones.ready
  }

  /** Where it stands now. */
  get state(): ConnectionState {
    return this.#standing.state
  }

  /**
   * Calls a method of the pool's callbacks. While there is no connection it waits, until its deadline. A call that is
   * in flight when the socket is lost goes on if the connection is resumed.
   *
   * An AsyncIterable or a ReadableStream in `params` is read by the pool's method as it goes; it is closed when the
   * call fails. One in the result arrives as a `RemoteStream`: `signal` still ends it, `timeout` counts no more (see
   * `idleTimeout`), and the call is in flight until it has ended.
   *
   * @throws TypeError (as a rejection) when the arguments are wrong.
   * @throws RpcError for all else; its `execution` says how far the work went.
   */
  call<R = unknown>(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<R> {
    return this.#standing.caller.start('call', method, params, options) as Promise<R>
  }

  /** As {@link call}, without an answer: resolves when it is handed over. Takes no streams. */
  notify(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<void> {
    return this.#standing.caller.start('notify', method, params, options) as Promise<void>
  }

  /**
   * The pool's service of that name, as an object: `connection.service<Users>('Users').get('id')`.
   *
   * @throws TypeError when it can't name a service.
   */
  service<T>(name: string, options?: CallOptions): Remote<T> {
    checkServiceName(name)
    return remote<T>(name, (method, params) => this.call(method, params, options))
  }

  /** @throws TypeError when a change is wrong. @throws RpcError UNIMPLEMENTED: the dialect has no way to tell the pool. */
  update(changes: ConnectionChanges): void {
    checkNames('connection.update(changes)', changes, ['paused'])
    const { paused } = changes
    if (paused === undefined) return
    if (typeof paused !== 'boolean') throw new TypeError(`paused must be a boolean, not ${show(paused)}`)
    this.#standing.refusePaused()
    this.#standing.paused = paused
  }

  /**
   * Takes no new calls, lets those in flight end (both ways), then closes. If they have lost their socket, or lose it
   * meanwhile, it dials for them as long as the pool keeps the connection. Resolves when it is closed; rejects only
   * with a TypeError when the options are wrong.
   */
  async drain(options: DrainOptions = {}): Promise<void> {
    checkNames('connection.drain(options)', options, ['timeout'])
    const { timeout = defaultDrainTimeout } = options
    checkNumber('timeout', timeout, 0)
    this.#standing.drain(timeout)
    return this.#standing.milestones.closed
  }

  /** Closes at once: calls in flight end as lost. Resolves when the socket is really closed. Never rejects. */
  async close(): Promise<void> {
    this.#standing.close()
    return this.#standing.milestones.closed
  }

  /** @internal What the provider offers has changed. */
  sendStatus(): void {
    this.#standing.sendStatus()
  }
}
