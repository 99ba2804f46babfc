import { type Connection, type ConnectOptions, Provider, type ProviderOptions } from '@wsrpc/provider'
import type { Command } from './command.ts'
import { Notes } from './notes.ts'
import { PoolThere, type PoolWish, type Started } from './pool.ts'

/** What {@link World.join} is told. */
export interface Joining {
  readonly services?: Readonly<Record<string, object>>
  readonly pool?: PoolWish
  readonly provider?: ProviderOptions
  readonly connect?: ConnectOptions
}

/** A provider that is in. */
export interface Joined {
  readonly pool: PoolThere
  readonly provider: Provider
  readonly connection: Connection
  /** The events of the connection. */
  readonly events: Notes
}

/** Dials that fail are repeated at once, or nearly: tests have no time. */
const hasty = { min: 5, max: 50 }

/** What one test has: pools of its own, and providers. All of it ends with the test. */
export class World {
  readonly command: Command
  readonly #ends: (() => Promise<unknown>)[] = []

  constructor(command: Command) {
    this.command = command
  }

  /** What is to be done when the test is over. */
  onEnd(end: () => Promise<unknown>): void {
    this.#ends.push(end)
  }

  async pool(wish: PoolWish = {}): Promise<PoolThere> {
    const pool = new PoolThere(this.command, await this.command<Started>('start', { wish }))
    this.onEnd(() => pool.ask('close'))
    return pool
  }

  provider(options: ProviderOptions = {}, services: Readonly<Record<string, object>> = {}): Provider {
    const provider = new Provider(options)
    for (const [name, service] of Object.entries(services)) provider.register(name, service)
    this.onEnd(() => provider.close())
    return provider
  }

  /** Dials without waiting for anything, and notes what is told. */
  dial(provider: Provider, url: string, options: ConnectOptions = {}): Omit<Joined, 'pool'> {
    const connection = provider.connect(url, { backoff: hasty, ...options })
    return { provider, connection, events: noteEvents(connection) }
  }

  /** A pool, and a provider that is in. */
  async join({ services, pool: wish, provider: options, connect }: Joining = {}): Promise<Joined> {
    const pool = await this.pool(wish)
    const dialled = this.dial(this.provider(options, services), pool.url, connect)
    await dialled.connection.ready
    return { pool, ...dialled }
  }

  /** The newest first: a provider leaves before its pool does. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end()
  }
}

/** The events of a connection, from now on. */
function noteEvents(connection: Connection): Notes {
  const notes = new Notes()
  for (const name of ['connected', 'disconnected', 'closed', 'error'] as const) {
    connection.on(name, (event: unknown) => notes.add(name, event))
  }
  return notes
}
