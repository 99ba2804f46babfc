import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  Alarm,
  createClock,
  defaultLimits,
  intercept,
  json,
  type Limits,
  msgpack,
  Registry,
  remote,
  type Remote,
  wsrpc,
} from '@wsrpc/core'
import { EventEmitter } from 'eventemitter3'
import type { BoundPath } from './accept/bound-path.ts'
import { addressOf, closeServer, listen } from './accept/listen.ts'
import { isLoopback } from './accept/origin.ts'
import { refuse } from './accept/refuse.ts'
import { Reception } from './accept/reception.ts'
import { Upgrader } from './accept/upgrade.ts'
import { Calls } from './dispatch/calls.ts'
import { Dispatch } from './dispatch/dispatch.ts'
import { Router } from './dispatch/router.ts'
import { CallTask, NotifyTask } from './dispatch/task.ts'
import {
  type Address,
  type BindInOptions,
  type BindOptions,
  type CallOptions,
  checkBindOptions,
  checkNames,
  checkPoolOptions,
  type ListenOptions,
  makeBalancer,
  type PoolOptions,
  type Services,
} from './options.ts'
import { Binding } from './roster/binding.ts'
import type { ConnectionInfo } from './roster/connection-info.ts'
import { Roster } from './roster/roster.ts'
import { collectStats, type PoolStats } from './stats.ts'

/** What a pool tells. */
export interface PoolEvents {
  /** It listens. */
  listening: [address: Address]
  /** A provider is in, and said what it offers. */
  connect: [connection: ConnectionInfo, how: { readonly resumed: boolean }]
  /** A provider's socket is gone. */
  disconnect: [connection: ConnectionInfo, why: DisconnectReason]
  /** Something went wrong that no call can tell. Without a listener it is written to the console once. */
  error: [error: Error]
  /** It is closed. */
  close: []
}

/** How a provider's socket ended. */
export interface DisconnectReason {
  /** The WebSocket close code: 1006 for a connection that broke. */
  readonly code: number
  readonly reason: string
  /** Whether it may come back and go on. */
  readonly resumable: boolean
}

/** How long sockets may take to close before they are dropped, in ms. */
const closeGrace = 1000

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
  #server: HttpServer | undefined
  #drained: Promise<void> | undefined
  #closed: Promise<void> | undefined
  #onIdle: (() => void) | undefined
  #complained = false

  /** @throws TypeError when an option is wrong: it names the option and says what it must be. */
  constructor(options: PoolOptions = {}) {
    super()
    checkPoolOptions(options)
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
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
      exposeErrors: options.exposeErrors ?? false,
      handlerInterceptors: options.interceptors?.handlers,
      roster: this.#roster,
      onConnect: (connection) => this.emit('connect', connection, { resumed: false }),
      onDisconnect: (connection, { code, reason }) =>
        this.emit('disconnect', connection, { code, reason, resumable: false }),
      onQuiet: () => this.#checkIdle(),
      onError: (error) => this.#fail(error),
    })
    this.#upgrader = new Upgrader({
      maxMessageBytes: this.#limits.maxMessageBytes,
      overloaded: () => this.#overloaded(),
      arrived: ({ path, request, subprotocol, transport }) =>
        this.#reception.arrived(path, request, subprotocol, transport),
      failed: (error) => this.#fail(error),
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
    if (this.#server !== undefined) throw new TypeError('this pool listens already: a pool has one port')
    const server = await listen(wanted, (request, socket, head) => this.#upgrade(request, socket, head))
    server.on('error', (error) => this.#fail(error))
    this.#server = server
    const address = addressOf(server, wanted.tls !== undefined)
    this.#warnIfOpen(address, wanted)
    this.emit('listening', address)
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
    const interceptors = this.#options.interceptors?.calls
    if (interceptors === undefined || interceptors.length === 0) {
      return this.#calls.run(CallTask, method, params, options) as Promise<R>
    }
    const context = { method, params, options }
    const last = (): unknown => this.#calls.run(CallTask, method, context.params, context.options)
    return Promise.resolve().then(() => intercept(interceptors, context, last) as R)
  }

  /**
   * Hands a message to one of the providers and expects no answer. Resolves when it was handed over: whether the method
   * ran, nobody will know.
   *
   * @throws as {@link call}.
   */
  notify(method: string, params: readonly unknown[] = [], options?: CallOptions): Promise<void> {
    return this.#calls.run(NotifyTask, method, params, options) as Promise<void>
  }

  /** A service's methods as functions: `pool.service<Backend>('Backend').get('id')`. `options` hold for each call. */
  service<T>(name: string, options?: CallOptions): Remote<T> {
    return remote<T>(name, (method, params) => this.call(method, params, options))
  }

  /** Who is connected, by connection id. Live. */
  get connections(): ReadonlyMap<string, ConnectionInfo> {
    return this.#roster.connections
  }

  /** Numbers, as they stand now. */
  stats(): PoolStats {
    const bindings = this.#paths.map(({ binding }) => binding)
    return collectStats(this.#roster, this.#dispatch, this.#reception, bindings)
  }

  /**
   * Leaves in good order: no new providers and no new calls (UNAVAILABLE, not started), but those that wait or run are
   * finished; then {@link close}. After `timeout` ms it closes anyway.
   *
   * @param options `timeout` in ms, default 30000.
   */
  drain(options: { readonly timeout?: number } = {}): Promise<void> {
    this.#drained ??= this.#drain(options.timeout ?? 30_000)
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
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.#upgrader.find(request)
    if (path === undefined) return refuse(socket, 404, 'no such path: nothing is bound here')
    void this.#upgrader.upgrade(path, request, socket, head)
  }

  #overloaded(): string | undefined {
    if (this.#calls.closedFor !== undefined) return 'the pool leaves'
    const most = this.#options.maxHandshakes ?? 1024
    return this.#reception.handshakes < most ? undefined : 'too many handshakes at once'
  }

  #checkIdle(): void {
    if (this.#dispatch.open === 0 && this.#reception.isQuiet) this.#onIdle?.()
  }

  async #drain(timeout: number): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    this.#calls.closedFor = 'the pool drains'
    this.#server?.close()
    this.#reception.drain()
    await new Promise<void>((resolve) => {
      const timer = this.#alarm.clock.setTimer(timeout, resolve)
      this.#onIdle = () => {
        this.#alarm.clock.clearTimer(timer)
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
    const server = this.#server
    if (server !== undefined) {
      const closed = closeServer(server)
      const timer = this.#alarm.clock.setTimer(closeGrace, () => {
        this.#upgrader.terminate()
        server.closeAllConnections()
      })
      await closed
      this.#alarm.clock.clearTimer(timer)
    }
    this.#alarm.rest()
    this.emit('close')
  }

  /** Without anybody at the door, whoever reaches the port may join. */
  #warnIfOpen(address: Address, { tls }: ListenOptions): void {
    const guarded = this.#options.authenticate ?? this.#options.admit
    if (isLoopback(address.host) || guarded !== undefined || tls?.requestCert === true) return
    if (this.#paths.every(({ join }) => (join.authenticate ?? join.admit) !== undefined)) return
    process.emitWarning(
      `this pool listens on ${address.host}:${address.port} and lets anybody join: give it authenticate or admit, ` +
        `ask for client certificates (tls.requestCert), or listen on '127.0.0.1'`,
      { type: 'WsrpcWarning', code: 'WSRPC_OPEN_POOL' },
    )
  }

  #fail(error: unknown): void {
    const wrapped = error instanceof Error ? error : new Error(String(error))
    if (this.emit('error', wrapped) || this.#complained) return
    this.#complained = true
    // oxlint-disable-next-line no-console -- an error that nobody listens to must not vanish
    console.error("wsrpc pool (listen to 'error' to handle this):", wrapped)
  }
}

function makeRegistry(services: Services): Registry {
  const registry = new Registry()
  for (const [name, service] of Object.entries(services)) registry.register(name, service)
  return registry
}
