import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConnectionInfo, Pool } from '@wsrpc/pool-node'
import { Failure } from '../stage/failure.ts'
import { loopbackOf } from './addresses.ts'
import { Attendance, lingers } from './attendance.ts'
import { Bulletin } from './bulletin.ts'
import { CallWatch } from './call-watch.ts'
import { makeCommands } from './commands.ts'
import { Crew, mostProcesses } from './crew.ts'
import { Guests, paths } from './guests.ts'
import { answer, type Answers } from './http/answer.ts'
import { FilesOverHttp } from './http/files.ts'
import type { Paper } from './journey.ts'
import type { ShelfFile } from './news.ts'
import { pageAssets } from './page-assets.ts'
import { makePool } from './page-pool.ts'
import { Painter } from './painter.ts'
import { Traffic } from './traffic.ts'

/** How often it is looked who is there and how busy, in ms. */
const glance = 100

export interface HouseOptions {
  /** Where to listen: a loopback address, or one that other machines reach. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** What pages and tabs have to show; `undefined`: nothing, and other machines must not reach the host. */
  readonly token: string | undefined
  /** The folder that `Files` serves; `undefined`: it is off. */
  readonly folder: string | undefined
  readonly shelf: readonly ShelfFile[]
  readonly paper: Paper
  /** For how long one that is gone is shown, in ms. @default 8000 */
  readonly lingers?: number
}

/** The pool, the page that shows it, and the processes that the page starts. */
export class House {
  readonly pool: Pool
  readonly #options: HouseOptions
  readonly #server: Server = createServer()
  readonly #attendance: Attendance
  readonly #bulletin: Bulletin
  readonly #traffic = new Traffic()
  readonly #calls: CallWatch
  readonly #guests: Guests
  readonly #crew: Crew
  readonly #painter: Painter
  #timers: NodeJS.Timeout[] = []

  constructor(options: HouseOptions) {
    const { token, folder, shelf } = options
    this.#options = options
    this.#attendance = new Attendance(options.lingers ?? lingers)
    this.#bulletin = new Bulletin({
      lan: token !== undefined,
      files: folder !== undefined,
      shelf,
      mostProcesses,
    })
    this.#calls = new CallWatch(this.#traffic, this.#attendance, this.#bulletin)
    this.#guests = new Guests(
      token,
      (name) => this.#attendance.has(name),
      () => performance.now(),
    )
    this.pool = makePool(
      this.#guests,
      { happened: (event) => this.#calls.happened(event), watch: (signal) => this.#bulletin.watch(signal) },
      folder !== undefined,
    )
    this.#crew = new Crew({
      isTaken: (name) => this.#attendance.has(name),
      invite: (name, role) => ({
        url: `ws://${loopbackOf(options.host)}:${this.port}${paths[role]}`,
        token: this.#guests.invite(name, role),
        ...(folder === undefined ? {} : { folder }),
      }),
      started: (name) => this.#attendance.expect(name, 'process'),
      struck: (name, how) => this.#attendance.struck(name, how),
      ended: (name) => this.#left(name),
    })
    this.#painter = new Painter(this.pool, options.paper, {
      begun: (picture) => this.#bulletin.tellPicture(picture),
      happened: (tile, event) => this.#calls.happenedTo(tile, event),
      painted: ({ index, pixels, connection }) => {
        this.#bulletin.tellTile({ index, pixels, ...this.#attendance.ownerOf(connection) })
      },
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Begins to serve and to paint; nobody is there yet. @throws Failure when the address can't be had. */
  async open(): Promise<void> {
    const { folder, token, host, port } = this.#options
    const answers: Answers = {
      assets: await pageAssets(),
      commands: makeCommands(this.#crew, this.#painter, folder !== undefined),
      files: folder === undefined ? undefined : new FilesOverHttp(this.pool),
      rules: { lan: token !== undefined, knows: (given) => this.#guests.knows(given) },
    }
    this.#server.on('request', (request, response) => void answer(answers, request, response))
    this.pool.attach(this.#server)
    this.#watchPool()
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve)
    }).catch((error: Error) => {
      throw new Failure(`the page can't be served on ${host}, port ${port}: ${error.message}`)
    })
    this.#painter.start()
    this.#timers = [
      setInterval(() => this.#look(), glance),
      setInterval(() => {
        this.#bulletin.tellTraffic(this.#traffic.endSecond())
      }, 1000),
    ]
  }

  /** Starts a process for each. */
  invite(...roles: readonly ('tiles' | 'files')[]): void {
    for (const role of roles) this.#crew.start(role)
  }

  /** Ends all. Resolves when no process, socket or timer is left. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all([this.#painter.close(), this.#crew.close()])
    await this.pool.close()
    this.#server.closeAllConnections()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  /** For a sudden end: no process stays behind. */
  killAll(): void {
    this.#crew.killAll()
  }

  #watchPool(): void {
    const isProvider = ({ path }: ConnectionInfo): boolean => path !== paths.page
    this.pool.on('connect', (connection) => {
      if (!isProvider(connection)) return
      const name = nameOf(connection)
      this.#attendance.expect(name, this.#guests.kindOf(name))
      this.#attendance.joined(name, connection)
      this.#look()
    })
    this.pool.on('disconnect', (connection, { resumable }) => {
      if (isProvider(connection) && !resumable) this.#left(nameOf(connection))
      this.#look()
    })
    this.pool.on('error', (error) => console.error(`The pool has an error: ${error.message}`))
  }

  #left(name: string): void {
    this.#attendance.left(name, performance.now())
  }

  #look(): void {
    for (const name of this.#attendance.drop(performance.now())) this.#guests.forget(name)
    const { waiting } = this.pool.stats()
    this.#bulletin.tellRoster({ providers: this.#attendance.views(), waiting })
  }
}

/** Who somebody proved to be: here always a name. */
function nameOf({ identity }: ConnectionInfo): string {
  return typeof identity === 'string' ? identity : ''
}
