import { ManualClock } from '@wsrpc/core/testing'
import { type DisconnectReason, Pool, type PoolOptions } from '../../src/index.ts'
import { loopback } from '../support/pools.ts'
import { makeProxy, type Proxy } from '../support/proxy.ts'
import { Dialler, type Dial } from './dialler.ts'

export interface StageOptions extends PoolOptions {
  readonly idempotent?: boolean
  /** What the pool's method `P.ask` returns. */
  readonly ask?: () => unknown
}

/** A pool on a clock that stands still, behind a network that can be cut, with all that it tells. */
export class Stage implements AsyncDisposable {
  readonly clock = new ManualClock(1000)
  readonly pool: Pool
  proxy!: Proxy
  port = 0
  /** As in `connect resumed=false`. */
  readonly events: string[] = []
  /** Everything that events carried. */
  readonly told: unknown[] = []
  #wake: () => void = () => {}
  readonly #diallers: Dialler[] = []

  constructor({ idempotent = false, ask = () => 'asked', ...options }: StageOptions) {
    this.pool = new Pool({ heartbeat: { interval: 0 }, runtime: { clock: this.clock }, ...options })
    for (const path of ['/pool', '/other']) {
      const services = path === '/other' ? { services: ['Other'] } : {}
      this.pool.bind(path, { callbacks: { P: { ask } }, idempotent, ...services })
    }
    this.pool.on('connect', (connection, how) =>
      this.#note(`connect resumed=${how.resumed}`, connection, how),
    )
    this.pool.on('disconnect', (connection, why: DisconnectReason) =>
      this.#note(`disconnect ${why.code} resumable=${why.resumable}`, connection, why),
    )
    this.pool.on('error', (error) => this.#note(`error ${error.message}`, error))
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(options)
    stage.port = (await stage.pool.listen(loopback)).port
    stage.proxy = await makeProxy(stage.port)
    return stage
  }

  url(path = '/pool'): string {
    return `ws://127.0.0.1:${this.proxy.port}${path}`
  }

  /** A way around the network that is broken. */
  direct(path = '/pool'): string {
    return `ws://127.0.0.1:${this.port}${path}`
  }

  /** A provider of `A.x` that the pool knows. */
  async provider(defaults: Omit<Dial, 'resume' | 'url'> = {}): Promise<Dialler> {
    const dialler = new Dialler(this.url(), defaults)
    this.#diallers.push(dialler)
    const before = this.events.length
    await dialler.connect()
    await this.event('connect resumed=false', before)
    return dialler
  }

  /** Tests look at how it ends when they are ready. */
  call(...params: unknown[]): Promise<unknown> {
    const call = this.pool.call('A.x', params)
    call.catch(() => {})
    return call
  }

  /** Resolves when an event of that name has come, after the first `after` of them. */
  async event(name: string, after = 0): Promise<void> {
    while (!this.events.slice(after).includes(name)) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** The network breaks; both ends know it. */
  async cut(...diallers: Dialler[]): Promise<void> {
    const before = this.events.length
    this.proxy.cut()
    await Promise.all(diallers.map(({ interrupted }) => interrupted))
    await this.event('disconnect 1006 resumable=true', before)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { link } of this.#diallers)
      link.abandon({ code: 1006, reason: 'the test is over', local: true })
    await this.pool.close()
    await this.proxy[Symbol.asyncDispose]()
  }

  #note(event: string, ...told: unknown[]): void {
    this.events.push(event)
    this.told.push(...told)
    this.#wake()
  }
}
