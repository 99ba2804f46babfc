import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastingPorts } from '../../support/ports.ts'
import { Child } from './child.ts'
import { runsIn } from './journals.ts'
import { type TcpBalancer, tcpBalancer } from './tcp-balancer.ts'
import type { AppTold, ProviderTold } from './told.ts'

/** How long the pools wait for a connection that lost its socket, in ms. */
const resumeWindow = 2000

/** A process, and those that had its place before it. */
export interface Place<Told> {
  readonly past: Child<Told>[]
  now: Child<Told>
}

/** Two applications behind a balancer, and four providers that dial both of them. */
export class Stage implements AsyncDisposable {
  readonly balancer: TcpBalancer
  readonly ports: readonly number[]
  readonly apps: readonly Place<AppTold>[]
  readonly providers: readonly Place<ProviderTold>[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'rolling-restart-'))

  private constructor(ports: readonly number[], balancer: TcpBalancer) {
    this.ports = ports
    this.balancer = balancer
    this.apps = ports.map((_, at) => ({ past: [], now: this.#newApp(at) }))
    this.providers = [0, 1, 2, 3].map((at) => ({ past: [], now: this.#newProvider(at, 0) }))
  }

  /** Resolves when all are connected. */
  static async set(): Promise<Stage> {
    const ports = await lastingPorts(2)
    const stage = new Stage(ports, await tcpBalancer(ports))
    try {
      await stage.#complete()
      return stage
    } catch (error) {
      await stage[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Stops an application in good order, and starts it again. Resolves when its providers are back. */
  async restartApp(at: number): Promise<void> {
    const place = this.apps[at] as Place<AppTold>
    await place.now.leave()
    place.past.push(place.now)
    place.now = this.#newApp(at)
    await this.#complete()
  }

  /** Stops a provider in good order, and starts it again. Resolves when both pools have it. */
  async restartProvider(at: number): Promise<void> {
    const place = this.providers[at] as Place<ProviderTold>
    await place.now.leave()
    place.past.push(place.now)
    place.now = this.#newProvider(at, place.past.length)
    await this.#complete()
  }

  /** Stops all that are left, in good order. */
  async leave(): Promise<void> {
    const places = [...this.apps, ...this.providers]
    await Promise.all(places.filter(({ now }) => now.isAlive).map(({ now }) => now.leave()))
  }

  /** How often each call ran, by its id. */
  runs(): Map<number, number> {
    return runsIn(this.#folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.apps, ...this.providers].map(({ now }) => now)
    await Promise.all(all.filter(({ isAlive }) => isAlive).map((child) => child.kill()))
    await this.balancer[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true })
  }

  #newApp(at: number): Child<AppTold> {
    const args = [String(this.ports[at]), String(resumeWindow)]
    return new Child('./app-process.ts', `app-${'AB'[at]}`, ...args)
  }

  #newProvider(at: number, past: number): Child<ProviderTold> {
    // Each has a name of its own, or the one before it would be taken for it.
    const name = `provider-${at}.${past}`
    const urls = this.ports.map((port) => `ws://127.0.0.1:${port}/pool`)
    return new Child('./provider-process.ts', name, join(this.#folder, name), ...urls)
  }

  async #complete(): Promise<void> {
    const names = this.providers.map(({ now }) => now.name)
    const isComplete = ({ here = [] }: Partial<AppTold>): boolean =>
      names.every((name) => here.includes(name))
    await Promise.all(this.apps.map(({ now }) => now.until(isComplete)))
  }
}
