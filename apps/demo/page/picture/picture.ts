import type { PaintedTile, PictureView } from '../../src/page/news.ts'
import { cut, type Tile } from '../../src/tiles.ts'
import { byId } from '../elements.ts'
import { Backdrop } from './backdrop.ts'
import { Overlay } from './overlay.ts'
import { withAlpha } from './pixels.ts'

/** The picture on the screen: three canvases, one above the other. */
export class Picture {
  readonly overlay: Overlay = new Overlay(byId<HTMLCanvasElement>('overlay'))
  readonly #backdrop = new Backdrop(byId<HTMLCanvasElement>('backdrop'))
  readonly #canvas = byId<HTMLCanvasElement>('tiles')
  readonly #context = this.#canvas.getContext('2d') as CanvasRenderingContext2D
  #tiles: readonly Tile[] = []
  #id = 0

  /** The number of the picture that is being painted. */
  get id(): number {
    return this.#id
  }

  begin(picture: PictureView): void {
    const { width, height } = picture.scene
    this.#backdrop.begin(picture, this.#canvas)
    // Of that size it is empty, too.
    this.#canvas.width = width
    this.#canvas.height = height
    this.#tiles = cut(width, height, picture.tileSize)
    this.#id = picture.id
    this.overlay.begin(picture)
  }

  put({ index, pixels }: PaintedTile): void {
    const tile = this.#tiles[index]
    if (tile === undefined) return
    this.#context.putImageData(new ImageData(withAlpha(pixels), tile.width, tile.height), tile.x, tile.y)
  }

  /** The middle of a tile, in parts of the picture's width and height. */
  middleOf(index: number): { readonly x: number; readonly y: number } | undefined {
    const tile = this.#tiles[index]
    if (tile === undefined) return undefined
    const { width, height } = this.#canvas
    return { x: (tile.x + tile.width / 2) / width, y: (tile.y + tile.height / 2) / height }
  }
}
