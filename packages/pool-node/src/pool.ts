import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  Alarm,
  allLimits,
  checkServiceName,
  closeStreams,
  createClock,
  defaultResumeWindow,
  intercept,
  json,
  type Limits,
  msgpack,
  Registry,
  remote,
  type Remote,
  Speaker,
  Timer,
  withoutUndefined,
  wsrpc,
} from '@wsrpc/core'
import { EventEmitter } from 'eventemitter3'
import type { BoundPath } from './accept/bound-path.ts'
import { Listener } from './accept/listener.ts'
import { isLoopback } from './accept/origin.ts'
import { refuse } from './accept/refuse.ts'
import { Reception } from './accept/reception.ts'
import { Upgrader } from './accept/upgrade.ts'
import { Calls } from './dispatch/calls.ts'
import { Dispatch } from './dispatch/dispatch.ts'
import { Router } from './dispatch/router.ts'
import { CallTask } from './dispatch/call-task.ts'
import { NotifyTask } from './dispatch/notify-task.ts'
import { makeBalancer } from './balancers/choose.ts'
import { checkBindOptions, checkNames, checkPoolOptions } from './check/options.ts'
import type {
  Address,
  BindInOptions,
  BindOptions,
  CallOptions,
  ListenOptions,
  PoolOptions,
  Services,
} from './options.ts'
import { Binding } from './roster/binding.ts'
import type { ConnectionInfo } from './roster/connection-info.ts'
import { Roster } from './roster/roster.ts'
import { collectStats, type PoolStats } from './stats.ts'

/** What a pool tells. */
export interface PoolEvents {
  /** It listens. */
  listening: [address: Address]
  /**
   * A provider is in, and said what it offers. `resumed`: it was here before, lost its socket (`disconnect`, `resumable`),
   * and goes on over another one with all calls that are open.
   */
  connect: [connection: ConnectionInfo, how: { readonly resumed: boolean }]
  /**
   * A provider's socket is gone. `resumable`: the connection stands, and may go on over another; then there follows one
   * `connect` that is `resumed`, or one `disconnect` that is not `resumable`. So each `connect` that is not `resumed` has
   * one `disconnect` that is not `resumable`, and each `resumed` one has a `resumable` one before it.
   */
  disconnect: [connection: ConnectionInfo, why: DisconnectReason]
  /** Something went wrong that no call can tell. Without a listener it is written to the console once. */
  error: [error: Error]
  /** It is closed. */
  close: []
}

/** How a provider's socket ended; for a connection that did not come back, how the last one of it did. */
export interface DisconnectReason {
  /** The WebSocket close code: 1006 for a connection that broke. */
  readonly code: number
  readonly reason: string
  /** Whether the connection may come back and go on, within the pool's `resumeWindow`. False: it is gone for good. */
  readonly resumable: boolean
}

/**
 * The public side: private providers dial in on its bound paths, and it calls their methods.
 *
 * ```ts
 * const pool = new Pool()
 * pool.bind('/pool')
 * await pool.listen(8080)
 * await pool.call('Backend.get', ['object_id-1'])
 * ```
 */
export class Pool extends EventEmitter<PoolEvents> {
  readonly #options: PoolOptions
  readonly #limits: Limits
  readonly #alarm: Alarm
  readonly #roster: Roster
  readonly #dispatch: Dispatch
  readonly #router = new Router()
  readonly #reception: Reception
  readonly #upgrader: Upgrader
  readonly #calls: Calls
  readonly #paths: BoundPath[] = []
  readonly #listener: Listener
  readonly #speaker: Speaker<PoolEvents>
  #drained: Promise<void> | undefined
  #closed: Promise<void> | undefined
  #onIdle: (() => void) | undefined
  #warned = false

  /** @throws TypeError when an option is wrong: it names the option and says what it must be. */
  constructor(options: PoolOptions = {}) {
    super()
    checkPoolOptions(options)
    this.#options = options
    this.#limits = allLimits(withoutUndefined(options.limits ?? {}))
    this.#speaker = new Speaker(this, 'the pool')
    this.#alarm = new Alarm(options.runtime?.clock ?? createClock(globalThis))
    this.#roster = new Roster((member) => this.#dispatch.wake(member))
    const chance = options.runtime?.random ?? Math.random
    this.#dispatch = new Dispatch(this.#roster, this.#alarm, chance, options.maxAttempts ?? 3)
    this.#dispatch.onIdle = () => this.#checkIdle()
    this.#calls = new Calls(this.#router, this.#dispatch, this.#alarm)
    this.#reception = new Reception({
      alarm: this.#alarm,
      limits: this.#limits,
      heartbeat: { interval: options.heartbeat?.interval ?? 15_000, misses: options.heartbeat?.misses ?? 2 },
      resumeWindow: options.resumeWindow ?? defaultResumeWindow,
      exposeErrors: options.exposeErrors ?? false,
      handlerInterceptors: options.interceptors?.handlers,
      roster: this.#roster,
      onConnect: (connection, how) => this.#speaker.tell('connect', connection, how),
      onDisconnect: (connection, { code, reason }, how) =>
        this.#speaker.tell('disconnect', connection, { code, reason, ...how }),
      onResume: (connection) => this.#dispatch.resumed(connection),
      onQuiet: () => this.#checkIdle(),
      onError: (error) => this.#speaker.error(error),
    })
    this.#upgrader = new Upgrader({
      maxMessageBytes: this.#limits.maxMessageBytes,
      overloaded: () => this.#overloaded(),
      arrived: ({ path, request, subprotocol, transport }) =>
        this.#reception.arrived(path, request, subprotocol, transport),
      failed: (error) => this.#speaker.error(error),
      alarm: this.#alarm,
    })
    this.#listener = new Listener({
      clock: this.#alarm.clock,
      onUpgrade: (request, socket, head) => this.#upgrade(request, socket, head),
      onError: (error) => this.#speaker.error(error),
      terminate: () => this.#upgrader.terminate(),
    })
  }

  /**
   * Says which services' providers come in on a path. Without a service it is the default path: for all that no other
   * path names.
   *
   * @throws TypeError when the path or one of the services is bound already, or an option is wrong.
   */
  bind(path: string, ...services: string[]): this
  bind(path: string, options: BindOptions): this
  bind(path: string, first?: string | BindOptions, ...rest: string[]): this {
    const options =
      typeof first === 'object' ? first : { services: first === undefined ? [] : [first, ...rest] }
    checkBindOptions(path, options, 'bind')
    this.#bind(path, options, options.services ?? [], options.callbacks)
    return this
  }

  /**
   * A path whose providers only call: `services` are the pool's own, and what such a provider offers does not count.
   *
   * @throws TypeError when the path is bound already, a service has no methods, or an option is wrong.
   */
  bindIn(path: string, services: Services, options: BindInOptions = {}): this {
    checkBindOptions(path, options, 'bindIn')
    if (typeof services !== 'object' || services === null || Object.keys(services).length === 0) {
      throw new TypeError(
        `bindIn needs the services that providers may call: bindIn('${path}', { PoolSide: … })`,
      )
    }
    this.#bind(path, options, undefined, services)
    return this
  }

  /**
   * Listens on a port of its own. Resolves when it does; rejects when the address can't be had.
   *
   * @throws TypeError when an option is wrong, or the pool listens already.
   */
  async listen(options: number | ListenOptions = {}): Promise<Address> {
    const wanted = typeof options === 'number' ? { port: options } : options
    checkNames('listen', wanted)
    if (this.#closed !== undefined) throw new TypeError('this pool is closed: make a new one')
    const address = await this.#listener.listen(wanted)
    // Closed while it began to listen: it does not any more.
    if (this.#calls.closedFor !== undefined) return address
    this.#warnIfOpen()
    this.#speaker.tell('listening', address)
    return address
  }

  /**
   * Calls a method of one of the providers. Waits for one if there is none, until the timeout.
   *
   * @returns what the method returned.
   * @throws TypeError when method, params or options are not what they must be.
   * @throws RpcError with the method's own error, or with one of the pool's: NOT_FOUND, UNIMPLEMENTED, UNAVAILABLE,
   * DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED, INVALID_ARGUMENT. Its `execution` says how far the work went.
   */
  call<R = unknown>(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<R> {
    return this.#begin('call', method, params, options) as Promise<R>
  }

  /**
   * Hands a message to one of the providers and expects no answer. Resolves when it was handed over: whether the method
   * ran, nobody will know.
   *
   * @throws as {@link call}.
   */
  notify(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<void> {
    return this.#begin('notify', method, params, options) as Promise<void>
  }

  /** A service's methods as functions: `pool.service<Backend>('Backend').get('id')`. `options` hold for each call. */
  service<T>(name: string, options?: CallOptions): Remote<T> {
    checkServiceName(name)
    return remote<T>(name, (method, params) => this.call(method, params, options))
  }

  /** Who is connected, by connection id. Live. */
  get connections(): ReadonlyMap<string, ConnectionInfo> {
    return this.#roster.connections
  }

  /** Numbers, as they stand now. */
  stats(): PoolStats {
    const bindings = this.#paths.map(({ binding }) => binding)
    return collectStats(this.#roster, this.#dispatch, this.#reception, bindings, this.#upgrader.judging)
  }

  /**
   * Leaves in good order: no new providers and no new calls (UNAVAILABLE, not started), but those that wait or run are
   * finished; then {@link close}. After `timeout` ms it closes anyway.
   *
   * The exception are calls and streams on a connection without a socket: its `resumeWindow` ends at once, when the
   * drain begins or when it loses its socket later. Nobody could come back: the port is given up, so that the next pool
   * can have it, and a provider that was told of the drain goes there.
   *
   * @param options `timeout` in ms, default 30000; Infinity: however long it takes.
   * @throws TypeError (as a rejection) when an option is wrong.
   */
  async drain(options: { readonly timeout?: number } = {}): Promise<void> {
    checkNames('drain', options)
    const { timeout = 30_000 } = options
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout must be a number of milliseconds of at least 0, or Infinity`)
    }
    this.#drained ??= this.#drain(timeout)
    return this.#drained
  }

  /** Ends all connections (close code 1001: the providers dial again) and all calls. Resolves when every socket is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #bind(
    path: string,
    options: BindOptions,
    services: readonly string[] | undefined,
    callbacks?: Services,
  ): void {
    const { idempotent = false } = options
    const isDefault = services?.length === 0
    const listed = new Set(Array.isArray(idempotent) ? (idempotent as readonly string[]) : [])
    const binding = new Binding({
      path,
      takes: (service) => (isDefault ? !this.#router.isNamed(service) : services?.includes(service) === true),
      balancer: makeBalancer(options.balancer),
      maxWaiting: options.queue?.limit ?? 10_000,
      idempotent: (method) => idempotent === true || listed.has(method),
    })
    const dialect = options.dialect ?? wsrpc(msgpack(), json())
    const registry = callbacks === undefined ? undefined : makeRegistry(callbacks)
    const join = { ...this.#options, ...options }
    const bound: BoundPath = { path, binding, dialect, join, callbacks: registry }
    this.#upgrader.check(path)
    if (services !== undefined) this.#router.add(services, binding)
    this.#upgrader.add(bound)
    this.#paths.push(bound)
    this.#warnIfOpen()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.#upgrader.find(request)
    if (path === undefined) return refuse(socket, 404, 'no such path: nothing is bound here')
    void this.#upgrader.upgrade(path, request, socket, head)
  }

  #overloaded(): string | undefined {
    if (this.#calls.closedFor !== undefined) return 'the pool leaves'
    const most = this.#options.maxHandshakes ?? 1024
    return this.#reception.handshakes + this.#upgrader.judging < most
      ? undefined
      : 'too many handshakes at once'
  }

  #checkIdle(): void {
    if (this.#dispatch.open === 0 && this.#reception.isQuiet) this.#onIdle?.()
  }

  async #drain(timeout: number): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    this.#calls.closedFor = 'the pool drains'
    void this.#listener.stop()
    this.#reception.drain()
    await new Promise<void>((resolve) => {
      const timer = new Timer(this.#alarm, resolve)
      timer.set(timeout)
      this.#onIdle = () => {
        timer.clear()
        resolve()
      }
      this.#checkIdle()
    })
    return this.close()
  }

  async #close(): Promise<void> {
    this.#calls.closedFor = 'the pool is closed'
    this.#dispatch.stop()
    this.#reception.close()
    this.#onIdle?.()
    await this.#listener.close()
    this.#alarm.rest()
    this.#speaker.tell('close')
  }

  /** Without anybody at the door, whoever reaches the port may join. */
  #warnIfOpen(): void {
    const { address, wantsCertificates } = this.#listener
    if (this.#warned || address === undefined || isLoopback(address.host) || wantsCertificates) return
    if (this.#paths.every(({ join }) => (join.authenticate ?? join.admit) !== undefined)) return
    this.#warned = true
    process.emitWarning(
      `this pool listens on ${address.host}:${address.port} and lets anybody join: give it authenticate or admit, ` +
        `ask for client certificates (tls.requestCert), or listen on '127.0.0.1'`,
      { type: 'WsrpcWarning', code: 'WSRPC_OPEN_POOL' },
    )
  }

  #begin(
    kind: 'call' | 'notify',
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<unknown> {
    const Kind = kind === 'call' ? CallTask : NotifyTask
    const interceptors = this.#options.interceptors?.calls
    if (interceptors === undefined || interceptors.length === 0) {
      return this.#calls.run(Kind, method, params, options)
    }
    const context = { kind, method, params, options }
    let begun = false
    const last = (): unknown => {
      begun = true
      return this.#calls.run(Kind, method, context.params, context.options)
    }
    return Promise.resolve()
      .then(() => intercept(interceptors, context, last))
      .finally(() => {
        if (!begun) closeStreams(context.params) // an interceptor had the last word: they are not sent
      })
  }
}

function makeRegistry(services: Services): Registry {
  const registry = new Registry()
  for (const [name, service] of Object.entries(services)) registry.register(name, service)
  return registry
}
