import { size as sizeWords } from '../../src/words.ts'
import { make } from '../elements.ts'
import { folderOf, type Shown, shownAs, urlOf } from './paths.ts'
import { readHead } from './read-head.ts'

/** Bytes of a text that are shown. */
const mostText = 48 * 1024

/** Bytes a second of the slow line that one can try. */
const slowLine = 40_000

/** Shows one file at a time, as it arrives. */
export class Preview {
  readonly #place: HTMLElement
  #now = new AbortController()

  constructor(place: HTMLElement) {
    this.#place = place
  }

  async open(path: string): Promise<void> {
    this.#now.abort()
    this.#now = new AbortController()
    const { signal } = this.#now
    const url = urlOf('files', path)
    try {
      const head = await fetch(url, { method: 'HEAD', signal })
      const mediaType = head.headers.get('content-type') ?? ''
      // Only a GET says in words why there is nothing.
      const shown = head.ok ? shownAs(path, mediaType) : 'text'
      await this.#shows[shown](path, url, Number(head.headers.get('content-length') ?? 0))
    } catch (error) {
      if (!signal.aborted) this.#problem(path, `It did not arrive: ${(error as Error).message}`)
    }
  }

  readonly #shows: Readonly<
    Record<Shown, (path: string, url: string, size: number) => Promise<void> | void>
  > = {
    // The browser asks for it by itself, and paints it while it arrives.
    picture: (path, url, size) => this.#show(path, url, size, this.#pictureOf(path, url)),
    text: async (path, url) => {
      const response = await fetch(url, { signal: this.#now.signal })
      if (!response.ok) return this.#problem(path, ((await response.json()) as { message: string }).message)
      const { text, size, isWhole } = await readHead(response, mostText)
      const note = isWhole ? '' : `The first ${sizeWords(mostText)}: then the reading was stopped.`
      const pre = make('pre', '', text)
      pre.tabIndex = 0
      this.#show(path, url, size, pre, make('p', 'hint', note))
    },
    bytes: (path, url, size) => {
      const words = 'Nothing to look at, but it can be downloaded: it takes no more memory than a few chunks.'
      this.#show(path, url, size, make('p', 'hint', words))
    },
  }

  #pictureOf(path: string, url: string): HTMLElement {
    const figure = make('div', 'preview-picture')
    const image = make('img')
    image.alt = path
    image.src = url
    const slowly = make('button', '', 'Again, over a slow line')
    slowly.type = 'button'
    slowly.addEventListener('click', () => {
      image.src = `${url}?rate=${slowLine}&${Date.now()}`
    })
    figure.append(image, slowly)
    return figure
  }

  #show(path: string, url: string, size: number, ...content: readonly HTMLElement[]): void {
    const head = make('header', 'preview-head')
    const title = make('h3', '', path.slice(path.lastIndexOf('/') + 1))
    const about = make(
      'p',
      'hint',
      [folderOf(path), sizeWords(size)].filter((word) => word !== '').join(' · '),
    )
    const link = make('a', 'button', 'Download')
    link.href = `${url}?download`
    link.download = ''
    head.append(title, about, link)
    this.#place.replaceChildren(head, ...content)
  }

  #problem(path: string, message: string): void {
    this.#place.replaceChildren(make('h3', '', path), make('p', 'notice', message))
  }
}
