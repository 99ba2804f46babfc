import type { Blip, News, PaintedTile } from './news.ts'

/** Most blips that wait for a page: of what it has missed they are only decoration. */
export const mostBlips = 200

type Lasting = Omit<News, 'blips' | 'tiles'>

/**
 * The news that one page has not taken yet. However slow it is, there are never more than one picture's tiles in it:
 * what is out of date is replaced.
 */
export class Mailbox {
  /** Called when there is something to take, and there was nothing before. */
  onNews: () => void = () => {}
  #lasting: Lasting = {}
  #blips: Blip[] = []
  #tiles = new Map<number, PaintedTile>()
  #empty = true

  put(news: Partial<News>): void {
    const { blips = [], tiles = [], ...lasting } = news
    // The tiles of the picture before are of no use any more.
    if (lasting.picture !== undefined) this.#tiles.clear()
    this.#lasting = { ...this.#lasting, ...lasting }
    this.#blips = [...this.#blips, ...blips].slice(-mostBlips)
    for (const tile of tiles) this.#tiles.set(tile.index, tile)
    if (!this.#empty) return
    this.#empty = false
    this.onNews()
  }

  /** All there is; `undefined` when there is nothing. */
  take(): News | undefined {
    if (this.#empty) return undefined
    const news = { ...this.#lasting, blips: this.#blips, tiles: [...this.#tiles.values()] }
    this.#lasting = {}
    this.#blips = []
    this.#tiles = new Map()
    this.#empty = true
    return news
  }
}
