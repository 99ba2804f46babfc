import type { PictureView } from '../../src/page/news.ts'
import { colourOf, tintOf } from '../colours.ts'
import { Frames, mayMove } from '../motion.ts'
import { flashes, pendingAt, settles, type Tint, tintAt, waiting } from './tints.ts'

interface Mark {
  readonly slot: number
  readonly since: number
}

interface Square {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** So often it is drawn at most, in ms: what fades needs no more. */
const pace = 30

/** What lies over the tiles: who works on one, who painted one, which ones were lost. */
export class Overlay {
  readonly #context: CanvasRenderingContext2D
  readonly #frames = new Frames((now) => this.#draw(now))
  readonly #pending = new Map<number, Mark>()
  readonly #painted = new Map<number, Mark>()
  readonly #lost = new Map<number, number>()
  #across = 1
  #size = 1
  #count = 0
  #stays = false
  #drawn = 0

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D
  }

  begin({ scene, tileSize }: PictureView): void {
    const { width, height } = scene
    for (const marks of [this.#pending, this.#painted, this.#lost]) marks.clear()
    this.#size = tileSize
    this.#across = Math.ceil(width / tileSize)
    this.#count = this.#across * Math.ceil(height / tileSize)
    this.#context.canvas.width = width
    this.#context.canvas.height = height
    this.#frames.wake()
  }

  /** Whether the colours stay. */
  set stays(stays: boolean) {
    this.#stays = stays
    this.#frames.wake()
  }

  begun(tile: number, slot: number): void {
    if (!this.#painted.has(tile)) this.#pending.set(tile, { slot, since: performance.now() })
    this.#frames.wake()
  }

  lost(tile: number): void {
    this.#pending.delete(tile)
    this.#lost.set(tile, performance.now())
    this.#frames.wake()
  }

  /** @param isNew false: it was here before this page came. */
  painted(tile: number, slot: number, isNew: boolean): void {
    this.#pending.delete(tile)
    this.#painted.set(tile, { slot, since: isNew ? performance.now() : -settles })
    this.#frames.wake()
  }

  /** Draws all marks. @returns whether any of them changes by itself. */
  #draw(now: number): boolean {
    if (now - this.#drawn < pace) return true
    this.#drawn = now
    const { width, height } = this.#context.canvas
    this.#context.clearRect(0, 0, width, height)
    let moves = false
    for (let tile = 0; tile < this.#count; tile++) {
      const isWaiting = !this.#painted.has(tile) && !this.#pending.has(tile)
      if (isWaiting) this.#mark(tile, '#ffffff', () => 'transparent', waiting)
    }
    for (const [tile, { slot, since }] of this.#painted) {
      const age = mayMove() ? now - since : settles
      this.#mark(tile, colourOf(slot), (alpha) => tintOf(slot, alpha), tintAt(age, this.#stays))
      moves ||= age < settles
    }
    for (const [tile, { slot }] of this.#pending) {
      const tint = pendingAt(mayMove() ? now : 0)
      this.#mark(tile, colourOf(slot), (alpha) => tintOf(slot, alpha), tint)
      moves ||= mayMove()
    }
    for (const [tile, since] of this.#lost) {
      const left = 1 - (now - since) / flashes
      if (left <= 0) this.#lost.delete(tile)
      else
        this.#mark(tile, '#ff4d42', (alpha) => `rgb(255 77 66 / ${alpha})`, { fill: 0.7 * left, frame: left })
      moves = true
    }
    return moves
  }

  #mark(tile: number, colour: string, tinted: (alpha: number) => string, { fill, frame }: Tint): void {
    if (fill <= 0 && frame <= 0) return
    const { x, y, size } = this.#squareOf(tile)
    this.#context.globalAlpha = 1
    this.#context.fillStyle = tinted(fill)
    this.#context.fillRect(x, y, size, size)
    this.#context.globalAlpha = frame
    this.#context.strokeStyle = colour
    // A line on either side of the border would be cut off by the next tile.
    const width = fill > 0 ? 3 : 1
    this.#context.lineWidth = width
    this.#context.strokeRect(x + width / 2, y + width / 2, size - width, size - width)
  }

  #squareOf(tile: number): Square {
    const size = this.#size
    return { x: (tile % this.#across) * size, y: Math.floor(tile / this.#across) * size, size }
  }
}
