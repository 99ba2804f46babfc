import { Mailbox } from './mailbox.ts'
import type { About, Blip, News, PaintedTile, PictureView, Roster, TrafficPoint } from './news.ts'

/** Tells all pages what is new, and those that come later how it stands. */
export class Bulletin {
  readonly #about: About
  readonly #readers = new Set<Mailbox>()
  #picture: PictureView | undefined
  #roster: Roster = { providers: [], waiting: 0 }
  #traffic: readonly TrafficPoint[] = []
  readonly #tiles = new Map<number, PaintedTile>()

  constructor(about: About) {
    this.#about = about
  }

  tellPicture(picture: PictureView): void {
    this.#picture = picture
    this.#tiles.clear()
    this.#tell({ picture })
  }

  tellTile(tile: PaintedTile): void {
    this.#tiles.set(tile.index, tile)
    this.#tell({ tiles: [tile] })
  }

  tellBlip(blip: Blip): void {
    this.#tell({ blips: [blip] })
  }

  /** Says nothing when nothing has changed. */
  tellRoster(roster: Roster): void {
    if (JSON.stringify(roster) === JSON.stringify(this.#roster)) return
    this.#roster = roster
    this.#tell({ roster })
  }

  tellTraffic(traffic: readonly TrafficPoint[]): void {
    this.#traffic = traffic
    this.#tell({ traffic })
  }

  /** For one page. A page that is slow gets less, not later. @param signal ends it. */
  async *watch(signal: AbortSignal): AsyncGenerator<News, void> {
    const mailbox = new Mailbox()
    mailbox.put(this.#standing())
    this.#readers.add(mailbox)
    try {
      while (!signal.aborted) {
        const news = mailbox.take()
        if (news === undefined) await nextNews(mailbox, signal)
        else yield news
      }
    } finally {
      this.#readers.delete(mailbox)
    }
  }

  #standing(): Partial<News> {
    return {
      about: this.#about,
      ...(this.#picture === undefined ? {} : { picture: this.#picture }),
      roster: this.#roster,
      traffic: this.#traffic,
      tiles: [...this.#tiles.values()],
    }
  }

  #tell(news: Partial<News>): void {
    for (const mailbox of this.#readers) mailbox.put(news)
  }
}

function nextNews(mailbox: Mailbox, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done)
      resolve()
    }
    mailbox.onNews = done
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
