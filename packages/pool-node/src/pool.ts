import type { IncomingMessage, Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { checkServiceName, remote, type Remote, RpcError, Speaker } from '@wsrpc/core'
import { EventEmitter } from 'eventemitter3'
import { answerOf, type CallAllResult } from './dispatch/call-all.ts'
import { CallTask } from './dispatch/call-task.ts'
import { NotifyTask } from './dispatch/notify-task.ts'
import { checkNames } from './check/names.ts'
import { checkBindOptions, checkPoolOptions } from './check/options.ts'
import { explain, explainRefusal } from './explain/explain.ts'
import type { Explanation } from './explain/explanation.ts'
import type {
  Address,
  BindInOptions,
  BindOptions,
  CallAllOptions,
  CallOptions,
  ListenOptions,
  PoolCall,
  PoolOptions,
  Services,
} from './options.ts'
import { runIntercepted } from './interceptors.ts'
import { makeDesk } from './make-desk.ts'
import { makePath, type Wish } from './make-path.ts'
import { assemble, type Parts } from './parts.ts'
import type { PoolEvents } from './pool-events.ts'
import { collectStats, type PoolStats } from './pool-stats.ts'
import type { ConnectionInfo } from './roster/connection-info.ts'

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
  readonly #parts: Parts
  readonly #speaker: Speaker<PoolEvents>

  /** @throws TypeError when an option is wrong: it names the option and says what it must be. */
  constructor(options: PoolOptions = {}) {
    super()
    checkPoolOptions(options)
    this.#options = options
    this.#speaker = new Speaker(this, 'the pool')
    this.#parts = assemble(options, this.#speaker)
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
    const { services = [], callbacks } = options
    this.#bind({ path, options, services, callbacks })
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
    this.#bind({ path, options, services: undefined, callbacks: services })
    return this
  }

  /**
   * Listens on a port of its own. Resolves when it does; rejects when the address can't be had.
   *
   * @throws TypeError when an option is wrong, or the pool listens already, drains or is closed.
   */
  async listen(options: number | ListenOptions = {}): Promise<Address> {
    const wanted = typeof options === 'number' ? { port: options } : options
    checkNames('listen', wanted)
    this.#refuseIfLeft()
    const address = await this.#parts.door.listen(wanted)
    // Closed while it began to listen: it does not any more.
    if (this.#parts.calls.closedFor === undefined) this.#speaker.tell('listening', address)
    return address
  }

  /**
   * Takes the upgrade requests for its paths at a server that the application owns, which may listen already or later. A
   * pool may be attached to several servers and listen as well; a server may have several pools.
   *
   * ```ts
   * const server = createServer(app)
   * pool.bind('/pool').attach(server)
   * server.listen(8080)
   * ```
   *
   * All else is the application's: requests, also those that offer HTTP/2 (`Upgrade: h2c`), and upgrades on other paths.
   * WebSockets there are answered 404 only when the server has no other 'upgrade' listener. Those have to leave the pool's paths alone; of one that does not an `error` event tells.
   *
   * During {@link drain} newcomers are answered 503, unless another pool on the server has their path. {@link close} takes
   * the pool off and closes the sockets that came in here. The server goes on; providers dial again, and whatever listeners
   * are left have to answer them. To end both: `pool.drain({ server })`.
   *
   * @param server of node:http or node:https; with Express what `app.listen()` returns, with Fastify `app.server`.
   * @throws TypeError when it is no such server or attached already, or the pool drains or is closed.
   */
  attach(server: Server | TlsServer): this {
    this.#refuseIfLeft()
    this.#parts.door.attach(server)
    return this
  }

  /**
   * Takes one upgrade request, for an application with an 'upgrade' listener of its own.
   *
   * ```ts
   * server.on('upgrade', (request, socket, head) => {
   *   if (!pool.handleUpgrade(request, socket, head)) socket.destroy()
   * })
   * ```
   *
   * The path is that of `request.url` as it stands. Whether anybody may come in is the application's to say as well: it is
   * not warned of an open pool.
   *
   * @returns true: the pool answers it, even if it is with a refusal. False: its path is not bound here, or the pool is
   * closed; nothing was touched.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    return this.#parts.door.handleUpgrade(request, socket, head)
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

  /**
   * Calls a method of every provider that has it: of those on its path that neither pause nor leave, with the `labels` that
   * the options ask for. Each counts towards the `concurrency` of its provider; where all slots are taken it waits.
   *
   * It does not reject because of a provider: one that fails, is lost, or is away at the moment (UNAVAILABLE, not started)
   * is in the list with its error.
   *
   * @returns what each answered, in no order; `provider` is its instance. Empty when nobody has the method.
   * @throws TypeError as {@link call}.
   * @throws RpcError NOT_FOUND: no path is bound; UNAVAILABLE: the pool leaves; INVALID_ARGUMENT: a stream in the params,
   * which only one could read.
   */
  async callAll<R = unknown>(
    method: string,
    params: readonly unknown[] = [],
    options?: CallAllOptions,
  ): Promise<CallAllResult<R>[]> {
    const members = this.#parts.calls.all(method, params, options)
    return Promise.all(
      members.map((member) => {
        const { id: provider, instance } = member
        const ask = (): Promise<unknown> =>
          this.#begin('call', method, params, { ...options, provider }, instance.key)
        return answerOf<R>(member, method, ask)
      }),
    )
  }

  /**
   * Why a call would go where it would, if it were made now: whom it could go to, who is left out and why, and whether it
   * would wait. It calls nobody and changes nothing, and runs no interceptors: give it the options that they would leave.
   * Costs time by the number of providers: for people, not for every call.
   *
   * ```ts
   * console.log(pool.explain('Backend.get', { labels: { gpu: true } }).text)
   * ```
   *
   * @throws TypeError as {@link call}.
   */
  explain(method: string, options?: CallOptions): Explanation {
    const { calls, dispatch, alarm, maxAttempts } = this.#parts
    const judged = calls.asked(method, options)
    if (judged instanceof RpcError) return explainRefusal(method, judged)
    return explain(judged, { queue: dispatch.queue(judged.route.binding), maxAttempts, now: alarm.now() })
  }

  /** A service's methods as functions: `pool.service<Backend>('Backend').get('id')`. `options` hold for each call. */
  service<T>(name: string, options?: CallOptions): Remote<T> {
    checkServiceName(name)
    return remote<T>(name, (method, params) => this.call(method, params, options))
  }

  /** Who is connected, by connection id. Live. */
  get connections(): ReadonlyMap<string, ConnectionInfo> {
    return this.#parts.roster.connections
  }

  /** Numbers, as they stand now. */
  stats(): PoolStats {
    const { roster, dispatch, reception, door, desks, attempts, alarm } = this.#parts
    const paths = desks.map(({ binding, tallies, guard: { budget } }) => {
      return { binding, tallies, budget, queue: dispatch.queue(binding) }
    })
    const { open } = attempts
    return collectStats({ roster, reception, paths, open, judging: door.judging, now: alarm.now() })
  }

  /**
   * Leaves in good order: no new providers and no new calls (UNAVAILABLE, not started), but those that wait or run are
   * finished; then {@link close}. After `timeout` ms it closes anyway.
   *
   * The exception are calls and streams on a connection without a socket: its `resumeWindow` ends at once, when the
   * drain begins or when it loses its socket later. Nobody could come back: the port is given up, so that the next pool
   * can have it, and a provider that was told of the drain goes there.
   *
   * With `server`, one that the pool is attached to, the server leaves first: it takes nobody any more, and answers what
   * is asked on the connections that it has. Only when no client is left the pool drains, so that they can have its calls
   * until then. Resolves when both are closed. WebSockets of the application's own count as clients; those that are open
   * when the time is up are dropped.
   *
   * ```ts
   * process.once('SIGTERM', () => void pool.drain({ server }))
   * ```
   *
   * A pool leaves once: when it drains or is closed already, this waits for the end of that.
   *
   * @param options `timeout` in ms for all of it, default 30000; Infinity: however long it takes. `server`: default none.
   * @throws TypeError (as a rejection) when an option is wrong, or the pool is not attached to the server.
   */
  drain(options: { readonly timeout?: number; readonly server?: Server | TlsServer } = {}): Promise<void> {
    return this.#parts.leaving.drain(options)
  }

  /** Ends all connections (close code 1001: the providers dial again) and all calls. Resolves when every socket is closed. */
  close(): Promise<void> {
    return this.#parts.leaving.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #bind(wish: Wish): void {
    const { path, services, options } = wish
    const { router, door, desks } = this.#parts
    const report = (error: unknown): void => this.#speaker.error(error)
    const bound = makePath(wish, this.#options, (service) => router.isNamed(service), report)
    door.check(path)
    const desk = makeDesk(bound.binding, options, this.#parts, this.#speaker)
    if (services !== undefined) router.add(services, desk)
    door.add(bound)
    desks.push(desk)
  }

  /** @throws TypeError when it takes nobody any more. */
  #refuseIfLeft(): void {
    const { closedFor } = this.#parts.calls
    if (closedFor !== undefined) throw new TypeError(`${closedFor}: make a new one`)
  }

  #begin(
    kind: 'call' | 'notify',
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    instance?: string,
  ): Promise<unknown> {
    const Kind = kind === 'call' ? CallTask : NotifyTask
    const interceptors = this.#options.interceptors?.calls
    if (interceptors === undefined || interceptors.length === 0) {
      return this.#parts.calls.run(Kind, method, params, options, instance)
    }
    const { calls, leaving } = this.#parts
    const onEnd = leaving.begin()
    const run = ({ params: sent, options: said }: PoolCall): Promise<unknown> =>
      onEnd === undefined
        ? calls.run(Kind, method, sent, said, instance)
        : calls.runBegun(Kind, method, sent, said, instance)
    return runIntercepted(interceptors, { kind, method, params, options }, run, onEnd)
  }
}
