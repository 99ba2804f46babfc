import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, type ConnectionInfo, Pool } from '@wsrpc/pool-node'
import { resumeWindow } from '../plan.ts'
import { TileBoard } from './board.ts'
import { Child, type Role } from './child.ts'
import { Failure } from './failure.ts'
import { type Outage, watchOutage } from './outage.ts'

interface Guest {
  readonly name: string
  /** Where it may come in. */
  readonly path: string
}

/** Longest wait for a provider's process to dial in, and for it to end, in ms. */
const patience = { dialIn: 20_000, end: 3000 }

/** The public pool, in this process, and the private providers, each in a process of its own. */
export class Stage {
  readonly pool: Pool
  readonly board: TileBoard = new TileBoard()
  /** Rejects when a provider ends that nobody killed, or the pool has an error: then nothing else counts. */
  readonly broken: Promise<never>
  readonly #guests = new Map<string, Guest>()
  readonly #children = new Map<string, Child>()
  /** By provider: what its newest connection goes over. */
  readonly #sockets = new Map<string, Socket>()
  #address: Address | undefined
  #break: (failure: Failure) => void = () => {}

  constructor() {
    this.broken = new Promise((_resolve, reject) => (this.#break = reject))
    this.broken.catch(() => {})
    this.pool = new Pool({
      // A token of 256 random bits can't be guessed. It is good for one provider on one path.
      authenticate: ({ url, socket }, { token = '' }) => {
        const guest = this.#guests.get(token)
        if (guest === undefined || guest.path !== url) return false
        this.#sockets.set(guest.name, socket)
        return guest.name
      },
      resumeWindow,
    })
    this.pool.on('error', (error) => this.#break(new Failure(`the pool has an error: ${error.message}`)))
    this.pool.bind('/files', 'Files')
    // Providers of Tiles may call the pool back, but nothing else than Board.
    this.pool.bind('/tiles', { services: ['Tiles'], callbacks: { Board: this.board.service } })
  }

  /** On this machine only, any free port. @throws Failure when there is none. */
  async open(): Promise<Address> {
    try {
      this.#address = await this.pool.listen({ host: '127.0.0.1', port: 0 })
    } catch (error) {
      throw new Failure(`the pool can't listen on 127.0.0.1: ${(error as Error).message}`)
    }
    return this.#address
  }

  /** The pool's address. */
  get url(): string {
    if (this.#address === undefined) throw new Error('open() comes first')
    return this.#address.url
  }

  /** Starts a provider's process, and waits until it has dialled in. @throws Failure when it does not. */
  async invite(name: string, role: Role): Promise<Child> {
    const path = `/${role}`
    const token = randomBytes(32).toString('base64url')
    this.#guests.set(token, { name, path })
    const arrived = this.#arrival(name)
    const child = new Child(role, { url: this.url + path, token, name })
    this.#children.set(name, child)
    void child.ended.then(() => {
      if (!child.expected) this.#break(new Failure(`the provider ${name} ${child.end}`))
    })
    const tooLate = sleep(patience.dialIn, undefined, { ref: false }).then(() => {
      throw new Failure(
        `the provider ${name} did not dial in within ${patience.dialIn / 1000} s${child.lastWords}`,
      )
    })
    tooLate.catch(() => {})
    await Promise.race([arrived, tooLate])
    return child
  }

  /** Kills a provider's process with SIGKILL. */
  kill(name: string): Outage {
    const outage = watchOutage(this.pool, name)
    this.#children.get(name)?.kill()
    return outage
  }

  /**
   * Resets a provider's TCP connection, as a router does that forgot it: nobody says goodbye, and what is on the way is
   * lost in both directions. Its process lives.
   */
  cut(name: string): Outage {
    const outage = watchOutage(this.pool, name)
    this.#sockets.get(name)?.resetAndDestroy()
    return outage
  }

  /** Ends all: the providers say goodbye, then the pool closes. */
  async close(): Promise<void> {
    const children = [...this.#children.values()]
    for (const child of children) child.release()
    const tooLate = sleep(patience.end, undefined, { ref: false })
    await Promise.race([Promise.all(children.map((child) => child.ended)), tooLate])
    this.killAll()
    await this.pool.close()
  }

  /** For a sudden end: no process stays behind. */
  killAll(): void {
    for (const child of this.#children.values()) child.kill()
  }

  /** Waits until a provider is in. */
  #arrival(name: string): Promise<void> {
    return new Promise((resolve) => {
      const onConnect = ({ identity }: ConnectionInfo): void => {
        if (identity !== name) return
        this.pool.off('connect', onConnect)
        resolve()
      }
      this.pool.on('connect', onConnect)
    })
  }
}
