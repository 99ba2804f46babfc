import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { HelloMessage } from '@wsrpc/pool-node'
import type { Role } from '../stage/child.ts'
import type { ProviderKind } from './news.ts'
import { pickName } from './names.ts'

/** Where the pool lets in whom. */
export const paths = { tiles: '/pool/tiles', files: '/pool/files', page: '/pool/page' } as const

/** How long who was let in may take until it is here, in ms. Far more than a handshake. */
const patience = 30_000

interface Tab {
  readonly name: string
  /** When it was let in last, in ms. */
  readonly since: number
}

/** Who may come in, and what they are called. */
export class Guests {
  /** What tabs and pages have to show, if they have to. */
  readonly token: string | undefined
  readonly #isTaken: (name: string) => boolean
  readonly #now: () => number
  readonly #processes = new Map<string, { readonly name: string; readonly path: string }>()
  /** By instance: one that dials again is known. */
  readonly #tabs = new Map<string, Tab>()

  /** @param isTaken whether somebody is here by that name. @param now the time in ms. */
  constructor(token: string | undefined, isTaken: (name: string) => boolean, now: () => number) {
    this.#now = now
    this.token = token
    this.#isTaken = isTaken
  }

  /** @returns a token that is good for one process, on one path. */
  invite(name: string, role: Role): string {
    const token = randomBytes(32).toString('base64url')
    this.#processes.set(token, { name, path: paths[role] })
    return token
  }

  kindOf(name: string): ProviderKind {
    return [...this.#processes.values()].some((process) => process.name === name) ? 'process' : 'tab'
  }

  /** As the pool's `authenticate`. That a page is of this host the pool has checked before. */
  authenticate({ url, headers }: IncomingMessage, { token = '', instance }: HelloMessage): string | false {
    const process = this.#processes.get(token)
    if (process !== undefined) return process.path === url && process.name
    if (headers.origin === undefined || !this.knows(token)) return false
    if (url === paths.page) return 'page'
    return url === paths.tiles && this.#tabName(instance)
  }

  /** Whether that is the token of tabs and pages; true where they need none. */
  knows(token: string): boolean {
    if (this.token === undefined) return true
    const [given, wanted] = [Buffer.from(token), Buffer.from(this.token)]
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  /** A provider is gone for good, and not shown any more: its name is free. */
  forget(name: string): void {
    for (const [token, process] of this.#processes) if (process.name === name) this.#processes.delete(token)
    for (const [instance, tab] of this.#tabs) if (tab.name === name) this.#tabs.delete(instance)
  }

  #tabName(instance: string): string {
    const since = this.#now()
    this.#forgetLost(since)
    const given = new Set([...this.#tabs.values()].map(({ name }) => name))
    const known = this.#tabs.get(instance)?.name
    const name = known ?? pickName('tab', (one) => given.has(one) || this.#isTaken(one))
    this.#tabs.set(instance, { name, since })
    return name
  }

  /** Who was let in and never came, for its socket broke in between: nobody else would free its name. */
  #forgetLost(now: number): void {
    for (const [instance, { name, since }] of this.#tabs) {
      if (!this.#isTaken(name) && now - since > patience) this.#tabs.delete(instance)
    }
  }
}
