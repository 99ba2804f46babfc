import { type Connection, handler, type LifeState, Provider, RpcError } from '@wsrpc/provider/browser'
import { tilesAtOnce } from '../../src/plan.ts'
import type { RenderedTile, TileJob, Tiles } from '../../src/services.ts'
import { poolUrl } from '../pool/feed.ts'
import { Renderer } from './renderer.ts'

/** A tab can be on the way in, but not out: then it finishes what it has. `lost`: it was in, and dials again. */
export type TabState = 'out' | 'joining' | 'in' | 'lost' | 'leaving'

/** Nothing runs in such a page, and its calls would wait for it. A tab that is only hidden computes on. */
const stopped: ReadonlySet<LifeState> = new Set(['away', 'gone'])

/** This tab's provider: the page holds the connection, for only a page hears that it is frozen. A worker computes. */
export class Tab {
  /** Told when it has changed, its connection too. */
  onChange: () => void = () => {}
  /** Told why it is out again, if it did not mean to be. */
  onRefused: (reason: string) => void = () => {}
  readonly #token: string | undefined
  readonly #renderer = new Renderer()
  readonly #tiles: Tiles = {
    render: handler(async ({ attempt, signal }, job: TileJob): Promise<RenderedTile> => {
      const pixels = await this.#renderer.render(job, signal)
      return { pixels, by: 'a tab', attempt }
    }),
  }
  #link: Connection | undefined
  #state: TabState = 'out'
  #connection = ''
  /** Why it ends, if it is not the pool that says so. */
  #problem: string | undefined

  constructor(token: string | undefined) {
    this.#token = token
    this.#renderer.onBroken = () => {
      this.#problem = 'its worker failed'
      void this.#link?.close()
    }
  }

  get state(): TabState {
    return this.#state
  }

  /** The id of its connection; '' when it has none. */
  get connection(): string {
    return this.#connection
  }

  join(): void {
    if (this.#link !== undefined) return
    const device = matchMedia('(pointer: coarse)').matches ? 'phone' : 'computer'
    const labels = { runtime: 'browser', device }
    const provider = new Provider({ concurrency: tilesAtOnce, labels, whenHidden: 'serve' })
    provider.life.on('change', (life) => {
      const isStopped = stopped.has(life)
      // A label tells people that it is not its visitor who paused it.
      provider.update({ labels: isStopped ? { ...labels, away: true } : labels })
      if (isStopped) this.#renderer.giveUp(new RpcError('UNAVAILABLE', 'the browser stops this tab'))
    })
    const link = provider
      .register('Tiles', this.#tiles)
      .connect(poolUrl('/pool/tiles'), { token: this.#token, backoff: { max: 2000 } })
    link.on('connected', ({ id }) => {
      this.#connection = id
      this.#goOn('in')
    })
    link.on('disconnected', ({ willRetry }) => willRetry && this.#goOn('lost'))
    link.on('closed', ({ reason }) => this.#end(reason))
    link.on('error', () => {}) // what matters of it comes with 'closed'
    this.#link = link
    this.#renderer.wake()
    this.#become('joining')
  }

  pause(): void {
    this.#link?.update({ paused: true })
    this.#renderer.rest()
  }

  resume(): void {
    this.#renderer.wake()
    this.#link?.update({ paused: false })
  }

  /** What it has in hand is finished first; without a line there is nothing to wait for. */
  leave(): void {
    const isIn = this.#state === 'in'
    this.#become('leaving')
    this.#renderer.rest()
    void (isIn ? this.#link?.drain() : this.#link?.close())
  }

  /** A tab that leaves may lose its line, and have it again: it leaves all the same. */
  #goOn(state: TabState): void {
    this.#become(this.#state === 'leaving' ? 'leaving' : state)
  }

  #end(reason: string): void {
    const problem = this.#problem ?? (this.#state === 'leaving' ? undefined : reason)
    this.#renderer.giveUp(new RpcError('UNAVAILABLE', 'this tab has left'))
    this.#link = undefined
    this.#connection = ''
    this.#problem = undefined
    this.#become('out')
    if (problem !== undefined) this.onRefused(problem)
  }

  #become(state: TabState): void {
    this.#state = state
    this.onChange()
  }
}
