import type { PictureView } from '../../src/page/news.ts'
import { Frames, mayMove } from '../motion.ts'
import { placeIn, settle, viewBetween } from './views.ts'

/** How long the way to a new view takes, in ms. */
const travels = 1100

/** What lies below the tiles: the picture before, moved to where it is in the new view, until the tiles cover it. */
export class Backdrop {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #old: HTMLCanvasElement = document.createElement('canvas')
  readonly #frames = new Frames((now) => this.#draw(now))
  #from: PictureView | undefined
  #to: PictureView | undefined
  #began = 0

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D
  }

  /** @param tiles the canvas with what was painted of the picture before. */
  begin(picture: PictureView, tiles: HTMLCanvasElement): void {
    const { width, height } = picture.scene
    // All that is seen of the old picture, with what it had below.
    this.#old.width = width
    this.#old.height = height
    const old = this.#old.getContext('2d') as CanvasRenderingContext2D
    old.drawImage(this.#canvas, 0, 0)
    old.drawImage(tiles, 0, 0)
    this.#canvas.width = width
    this.#canvas.height = height
    this.#from = this.#to
    this.#to = picture
    this.#began = performance.now()
    // At once: until then there would be nothing to see.
    if (this.#draw(this.#began)) this.#frames.wake()
  }

  #draw(now: number): boolean {
    if (this.#to === undefined) return false
    const { width, height } = this.#canvas
    const t = mayMove() ? Math.max(0, (now - this.#began) / travels) : 1
    this.#context.globalAlpha = 1
    this.#context.fillStyle = '#0b0d14'
    this.#context.fillRect(0, 0, width, height)
    if (this.#from === undefined) return false
    const view = viewBetween(this.#from.scene, this.#to.scene, settle(t))
    const place = placeIn(view, this.#from.scene)
    // It steps back, so that what is new is seen.
    this.#context.globalAlpha = 1 - 0.62 * settle(t)
    this.#context.drawImage(
      this.#old,
      place.x * width,
      place.y * height,
      place.width * width,
      place.height * height,
    )
    return t < 1
  }
}
