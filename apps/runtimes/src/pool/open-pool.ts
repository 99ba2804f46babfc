import { type Cable, makeCable } from '@wsrpc/contract-tests/bad-cable'
import type { PoolWish, Started } from '@wsrpc/contract-tests/provider/pool'
import { type BindOptions, type ListenOptions, Pool, type PoolOptions, RpcError } from '@wsrpc/pool-node'
import { type Certificates, certificates } from './certificates.ts'
import { Desk } from './desk.ts'
import { Slots } from './slots.ts'

/** The path that all pools of the tests are bound to. */
const path = '/pool'

/** The pool of one test, and what stands in front of it. */
export class OpenPool {
  readonly desk: Desk = new Desk()
  /** Calls that were begun. */
  readonly calls: Slots<BegunCall> = new Slots('call')
  /** Streams that are read half. */
  readonly streams: Slots<AsyncIterator<unknown>> = new Slots('stream')
  /** Headers of the upgrade requests, in order. */
  readonly headers: Readonly<Record<string, unknown>>[] = []
  /** Connections that left, in order. */
  readonly left: { readonly code: number; readonly resumable: boolean }[] = []
  readonly #wish: PoolWish
  readonly #before: Pool[] = []
  #pool: Pool
  #certificates: Certificates | undefined
  #cable: Cable | undefined

  constructor(wish: PoolWish) {
    this.#wish = wish
    this.#pool = this.#make()
  }

  get pool(): Pool {
    return this.#pool
  }

  /** @throws Error when the test did not wish for one. */
  get cable(): Cable {
    if (this.#cable === undefined) throw new Error('this pool has no cable: wish for one')
    return this.#cable
  }

  /** @returns what the test has to know. */
  async open(id: number): Promise<Started> {
    const { cable, tls } = this.#wish
    if (tls === true) this.#certificates = certificates()
    const port = await this.#listen()
    if (cable === true) this.#cable = await makeCable(port)
    const { client, server } = this.#certificates ?? {}
    const url = `${server === undefined ? 'ws' : 'wss'}://127.0.0.1:${this.#cable?.port ?? port}${path}`
    return { id, url, ...(client !== undefined && { tls: client }) }
  }

  /** Those who dial find nobody any more. */
  async shut(): Promise<void> {
    this.cable.lead(undefined)
    await this.#pool.close()
  }

  /** Another one in its place. What was there before is told to leave, and closed with this one. */
  async replace(leave: (before: Pool) => unknown): Promise<void> {
    const before = this.#pool
    this.#before.push(before)
    this.#pool = this.#make()
    this.cable.lead(await this.#listen())
    await leave(before)
  }

  async close(): Promise<void> {
    this.desk.letGo()
    await Promise.all([this.#pool, ...this.#before].map((pool) => pool.close()))
    await this.#cable?.[Symbol.asyncDispose]()
  }

  async #listen(): Promise<number> {
    const options: ListenOptions = { host: '127.0.0.1', port: 0 }
    const tls = this.#certificates?.server
    const { port } = await this.#pool.listen(tls === undefined ? options : { ...options, tls })
    return port
  }

  #make(): Pool {
    const { options = {}, bind = {} } = this.#wish
    const pool = new Pool({ ...(options as PoolOptions), ...this.#joining() })
    // Tests look at what the provider sees.
    pool.on('error', () => {})
    pool.on('disconnect', (_, { code, resumable }) => void this.left.push({ code, resumable }))
    return pool.bind(path, { callbacks: this.desk.services, ...(bind as BindOptions) })
  }

  #joining(): PoolOptions {
    const { tokens } = this.#wish
    const admit: PoolOptions['admit'] = ({ headers }) => this.headers.push(headers) > 0
    // The pages of the rooms come from another port.
    const origins = (origin: string): boolean => new URL(origin).hostname === '127.0.0.1'
    if (tokens === undefined) return { admit, origins }
    const authenticate: PoolOptions['authenticate'] = (_request, { token = '' }) => {
      const identity = Object.hasOwn(tokens, token) && tokens[token]
      if (identity === 'forbidden') throw new RpcError('PERMISSION_DENIED', 'not you')
      return identity
    }
    return { admit, origins, authenticate }
  }
}

/** A call that goes on while the test does something else. */
export interface BegunCall {
  readonly outcome: Promise<unknown>
  readonly abort: AbortController
}
