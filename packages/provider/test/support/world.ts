import assert from 'node:assert/strict'
import { Alarm } from '@wsrpc/core'
import { ManualClock, MemoryTransport } from '@wsrpc/core/testing'
import {
  type Connection,
  type ConnectOptions,
  type DialFailure,
  type DialRequest,
  Provider,
  type ProviderOptions,
} from '../../src/index.ts'
import { PoolEnd, type PoolEndOptions } from './pool-end.ts'

/** One dial, as the world saw it. */
export interface SeenDial {
  readonly request: DialRequest
  readonly at: number
  aborted: boolean
}

/** What the next dials meet: a failure, silence, or a pool. */
export type Meeting = { fails: DialFailure } | { hangs: true } | { subprotocol: string } | PoolEndOptions

/** An event of a connection, as it was told. */
export type Told = readonly [name: string, event: unknown]

export const url = 'ws://pool.test/backend'

/** A provider, and pools in memory that it dials. Time stands still until a test moves it. */
export class World<P extends Provider = Provider> implements AsyncDisposable {
  readonly clock = new ManualClock(1000)
  readonly provider: P
  readonly dials: SeenDial[] = []
  readonly pools: PoolEnd[] = []
  /** The wires, as the provider's ends. */
  readonly wires: MemoryTransport[] = []
  /** The same wires, as the pools' ends. */
  readonly farWires: MemoryTransport[] = []
  readonly told: Told[] = []
  /** Taken one for each dial; then the pool lets everybody in, as {@link usual} says. */
  readonly meetings: Meeting[] = []
  usual: PoolEndOptions = {}
  chance = 0
  /** The pools have a clock of their own, so that what is left of the provider's can be seen. */
  readonly #poolClock = new ManualClock()
  readonly #poolAlarm = new Alarm(this.#poolClock)
  readonly #known = new Map<string, PoolEnd>()

  constructor(
    options: ProviderOptions = {},
    make: (options: ProviderOptions) => P = (all) => new Provider(all) as P,
  ) {
    this.provider = make({
      ...options,
      runtime: {
        clock: this.clock,
        random: () => this.chance,
        dial: (request, outcome) => {
          const seen: SeenDial = { request, at: this.clock.now(), aborted: false }
          this.dials.push(seen)
          const meeting = this.meetings.shift() ?? this.usual
          queueMicrotask(() => {
            if (seen.aborted || 'hangs' in meeting) return
            if ('fails' in meeting) return outcome.failed(meeting.fails)
            const [ours, theirs] = MemoryTransport.pair()
            this.wires.push(ours)
            this.farWires.push(theirs)
            const subprotocol =
              'subprotocol' in meeting ? meeting.subprotocol : (request.protocols[0] as string)
            const options = 'subprotocol' in meeting ? {} : meeting
            if (subprotocol.startsWith('wsrpc.')) {
              this.pools.push(new PoolEnd(theirs, subprotocol, this.#poolAlarm, options, this.#known))
            }
            outcome.opened(ours, subprotocol)
          })
          return { abort: () => void (seen.aborted = true) }
        },
      },
    })
  }

  /** The newest pool. */
  get pool(): PoolEnd {
    const pool = this.pools.at(-1)
    if (pool === undefined) throw new Error('nobody dialled')
    return pool
  }

  /** Dials without waiting for anything, and keeps what it tells. */
  dial(options: ConnectOptions = {}, to: string = url): Connection {
    const connection = this.provider.connect(to, options)
    for (const name of ['connected', 'disconnected', 'closed', 'error'] as const) {
      connection.on(name, (event: unknown) => void this.told.push([name, event]))
    }
    return connection
  }

  /** Dials and is let in. */
  async connect(options: ConnectOptions = {}): Promise<Connection> {
    const connection = this.dial(options)
    await connection.ready
    await settle()
    return connection
  }

  /** Moves the clock, and lets happen what follows: at the end, or after each `step` ms. */
  async pass(ms: number, step: number = ms): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.clock.advance(Math.min(step, left))
      await settle()
    }
  }

  /** Lets the pools say what has arrived: they do it by themselves after 1 s of their clock. */
  async acknowledge(): Promise<void> {
    await settle()
    this.#poolClock.advance(1010)
    await settle()
  }

  /** The names of the events so far. */
  get names(): string[] {
    return this.told.map(([name]) => name)
  }

  /** What was told last under that name. */
  last(name: string): unknown {
    return this.told.findLast(([told]) => told === name)?.[1]
  }

  /** Closes, and sees that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close()
    await settle()
    assert.equal(this.clock.timers, 0, 'timers of the provider are left')
    for (const { end, loss, released } of this.pools)
      assert.ok(end ?? loss ?? released, 'a socket is left open')
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** The error that a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it was expected to fail')
}
