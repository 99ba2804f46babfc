import {
  Alarm,
  createClock,
  allLimits,
  Gate,
  type LabelValue,
  Registry,
  type RegisterOptions,
  type StatusMessage,
  withoutUndefined,
} from '@wsrpc/core'
import { dial, unsupported } from '#dial'
import { checkInteger, checkNames } from './check.ts'
import { Connection, type DrainOptions } from './connection.ts'
import { disposeByClosing } from './dispose.ts'
import {
  checkLabels,
  checkProviderOptions,
  type ConnectOptions,
  connectSettings,
  type ProviderOptions,
  type UrlSource,
} from './options.ts'
import type { Shared } from './shared.ts'
import { newInstance } from './instance.ts'
import { checkStatusSize, statusOf } from './status.ts'
import { parseUrl } from './url.ts'

/** What can be changed of a provider. */
export interface ProviderChanges {
  /** Most methods that run at once, over all connections. Those that run already go on. */
  readonly concurrency?: number
  /** Replaces all labels. */
  readonly labels?: Readonly<Record<string, LabelValue>>
}

/** Most connections that one `connectMulti` makes. */
const maxConnections = 1024

/**
 * The private side: serves methods to a public pool that it dials by itself.
 *
 * ```ts
 * const provider = new Provider()
 * provider.register('Clock', { now: () => new Date() })
 * provider.connect('wss://pool.example.com/clock')
 * ```
 */
export class Provider {
  /** For `await using`: {@link close}. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #shared: Shared
  readonly #connections = new Set<Connection>()
  #labels: Readonly<Record<string, LabelValue>> | undefined

  static {
    disposeByClosing(Provider.prototype)
  }

  /** @throws TypeError that names the option that is wrong. */
  constructor(options: ProviderOptions = {}) {
    checkProviderOptions(options)
    const { name, labels, concurrency = 1024, limits = {}, interceptors = {}, runtime = {} } = options
    const registry = new Registry()
    const gate = new Gate(concurrency)
    gate.onFree = () => {
      if (!this.#shared.owesStatus) return
      this.#shared.owesStatus = false
      this.#sendStatus()
    }
    let instance: string | undefined
    this.#labels = labels
    this.#shared = {
      registry,
      gate,
      owesStatus: false,
      interceptors,
      name,
      alarm: new Alarm(runtime.clock ?? createClock(globalThis)),
      random: runtime.random ?? Math.random,
      dial: runtime.dial ?? dial,
      limits: allLimits(withoutUndefined(limits)),
      // Not yet: edge workers allow no random numbers while their modules load.
      get instance() {
        return (instance ??= newInstance())
      },
      status: (paused) => this.#status(paused),
    }
    checkStatusSize(this.#status(false))
  }

  /**
   * Offers the functions of an object or a class instance as `name.method`, on all connections, also later ones.
   *
   * @throws TypeError when the name or the service is wrong, or all that is offered is too much for one STATUS.
   */
  register(name: string, service: object, options: RegisterOptions = {}): this {
    const { registry } = this.#shared
    if (!registry.services.has(name)) {
      // On trial first: what is too much must leave nothing behind.
      const trial = new Registry()
      trial.register(name, service, options)
      const { services, ...rest } = this.#status(false)
      checkStatusSize({ ...rest, services: { ...services, [name]: trial.services.get(name) ?? [] } })
    }
    registry.register(name, service, options)
    this.#sendStatus()
    return this
  }

  /**
   * Dials the pool, serves it, and dials again whenever the connection is lost. Returns at once: see `ready` and the
   * events of the connection.
   *
   * @param url `ws:` or `wss:`; or a function that gives it, asked at every dial.
   * @throws TypeError when the URL or an option is wrong, or can't work in this runtime.
   */
  connect(url: UrlSource, options: ConnectOptions = {}): Connection {
    const settings = connectSettings(options, unsupported)
    if (typeof url !== 'function') {
      const parsed = parseUrl(url)
      if (settings.tls !== undefined && parsed.protocol !== 'wss:') {
        throw new TypeError('tls needs a URL that begins with wss:')
      }
    }
    const connection = new Connection(this.#shared, url, settings, (it) => this.#connections.delete(it))
    this.#connections.add(connection)
    return connection
  }

  /** So many connections to one pool: where one socket is not enough, or ends at different hosts behind one name. */
  connectMulti(url: UrlSource, count: number, options: ConnectOptions = {}): Connection[] {
    checkInteger('count', count, 1, maxConnections)
    return Array.from({ length: count }, () => this.connect(url, options))
  }

  /** @throws TypeError when a change is wrong; nothing is changed then. */
  update(changes: ProviderChanges): void {
    checkNames('provider.update(changes)', changes, ['concurrency', 'labels'])
    const { concurrency, labels } = changes
    if (concurrency !== undefined) checkInteger('concurrency', concurrency, 1)
    if (labels !== undefined) {
      checkLabels(labels)
      checkStatusSize({ ...this.#status(false), labels })
      this.#labels = labels
    }
    if (concurrency !== undefined) this.#shared.gate.capacity = concurrency
    this.#sendStatus()
  }

  /** `drain` of all connections. */
  async drain(options?: DrainOptions): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.drain(options)))
  }

  /** `close` of all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()))
  }

  #status(paused: boolean): StatusMessage {
    const { registry, gate } = this.#shared
    return statusOf(registry.services, gate.capacity, this.#labels, paused)
  }

  #sendStatus(): void {
    for (const connection of this.#connections) connection.sendStatus()
  }
}
