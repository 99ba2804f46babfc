import { setTimeout } from 'node:timers/promises'
import type { CallEvent, CallObserver, Pool } from '@wsrpc/pool-node'
import type { RenderedTile, TileJob } from '../services.ts'
import { cut, scatter, type Tile } from '../tiles.ts'
import { journey, type Paper, sceneOf, type View, whole, zoomInto, zoomOut } from './journey.ts'
import type { PictureView } from './news.ts'

/** For how long a picture that is complete is looked at, in ms: one of the journey, and one that somebody asked for. */
export const rests = { journey: 3500, asked: 20_000 }

/** How long to wait before a tile that failed is asked for again, in ms. */
const pause = 500

export interface PainterHost {
  begun(picture: PictureView): void
  /** What happens to the calls of the picture that is being painted. */
  happened(tile: Tile, event: CallEvent): void
  painted(tile: Arrival): void
}

/** A tile that came back, and over which connection. */
export interface Arrival {
  readonly index: number
  readonly pixels: Uint8Array
  readonly connection: string
}

/** Has one picture after the other computed, for ever: each tile is one call, which may run twice. */
export class Painter {
  readonly #pool: Pool
  readonly #paper: Paper
  readonly #host: PainterHost
  readonly #end = new AbortController()
  #turn = new AbortController()
  #view: View = whole
  #stop = 0
  #id = 0
  /** What somebody asked for, in place of the next stop of the journey. */
  #asked: View | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(pool: Pool, paper: Paper, host: PainterHost) {
    this.#pool = pool
    this.#paper = paper
    this.#host = host
  }

  start(): void {
    this.#ended = this.#travel()
  }

  /** Begins the same picture anew. */
  again(): void {
    this.#show(this.#view)
  }

  /** @param x, y where: parts of the picture's width and height, 0 … 1. */
  zoomInto(x: number, y: number): void {
    this.#show(zoomInto({ ...this.#paper, ...this.#view }, x, y))
  }

  zoomOut(): void {
    this.#show(zoomOut(this.#view))
  }

  /** Resolves when no call is left. */
  close(): Promise<void> {
    this.#end.abort()
    this.#turn.abort()
    return this.#ended
  }

  #show(view: View): void {
    this.#asked = view
    this.#turn.abort()
  }

  async #travel(): Promise<void> {
    while (!this.#end.signal.aborted) {
      this.#turn = new AbortController()
      const rest = this.#asked === undefined ? rests.journey : rests.asked
      this.#view = this.#asked ?? (journey[this.#stop++ % journey.length] as View)
      this.#asked = undefined
      await this.#paint(this.#turn.signal)
      await setTimeout(rest, undefined, { signal: this.#turn.signal }).catch(() => {})
    }
  }

  async #paint(signal: AbortSignal): Promise<void> {
    const { width, height, tileSize } = this.#paper
    const picture = { id: ++this.#id, scene: sceneOf(this.#view, this.#paper), tileSize }
    this.#host.begun(picture)
    // All at once: what no provider has room for waits in the pool's queue.
    const tiles = scatter(cut(width, height, tileSize))
    await Promise.all(tiles.map((tile) => this.#tile({ scene: picture.scene, tile }, signal)))
  }

  /** A tile that could not be had is asked for again, until it is here or nobody wants it. */
  async #tile(job: TileJob, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const painted = await this.#ask(job, signal).catch(() => undefined)
      if (signal.aborted) return
      if (painted !== undefined) return this.#host.painted(painted)
      await setTimeout(pause, undefined, { signal }).catch(() => {})
    }
  }

  async #ask(job: TileJob, signal: AbortSignal): Promise<Arrival | undefined> {
    const { tile } = job
    let connection = ''
    const observe: CallObserver = (event) => {
      if (signal.aborted) return
      if (event.type === 'answered') ({ connection } = event)
      this.#host.happened(tile, event)
    }
    // It waits as long as nobody is there.
    const options = { idempotent: true, timeout: Infinity, signal, observe }
    const { pixels } = await this.#pool.call<RenderedTile>('Tiles.render', [job], options)
    // The types don't travel, and any tab may have computed it.
    const isWhole = pixels instanceof Uint8Array && pixels.length === tile.width * tile.height * 3
    return isWhole ? { index: tile.index, pixels, connection } : undefined
  }
}
