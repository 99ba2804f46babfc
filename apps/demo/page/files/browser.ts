import { size as sizeWords } from '../../src/words.ts'
import type { ShelfFile } from '../../src/page/news.ts'
import { byId, make, makeButton } from '../elements.ts'
import { joined, trailOf, urlOf } from './paths.ts'
import { Preview } from './preview.ts'

interface Listed {
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** In bytes, of a file. */
  readonly size?: number
}

/** Browses the folder of a provider of Files. */
export class FilesBrowser {
  readonly #preview = new Preview(byId('preview'))
  readonly #entries = byId('entries')
  readonly #problem = byId('files-problem')
  #turn = 0
  /** The folder that was opened last, until it could be listed. */
  #missing: string | undefined = ''

  /** Files that can be opened at once, without looking for them. */
  offer(files: readonly ShelfFile[]): void {
    const buttons = files.map(({ label, path }) => {
      return makeButton(label, `Open ${label}: ${path}`, () => void this.#preview.open(path))
    })
    byId('shelf').replaceChildren(make('span', 'hint', 'Try'), ...buttons)
  }

  /** Somebody has come who can list folders: does it, if a list is missing. */
  catchUp(): void {
    if (this.#missing !== undefined) void this.open(this.#missing)
  }

  async open(folder: string): Promise<void> {
    const turn = ++this.#turn
    this.#missing = folder
    this.#showTrail(folder)
    try {
      const response = await fetch(urlOf('folders', folder))
      const answer = (await response.json()) as {
        readonly message: string
        readonly entries: readonly Listed[]
      }
      if (turn !== this.#turn) return // another one was opened meanwhile
      if (response.ok) this.#show(folder, answer.entries)
      else this.#fail(answer.message)
    } catch {
      if (turn === this.#turn) this.#fail('The pool does not answer.')
    }
  }

  #show(folder: string, entries: readonly Listed[]): void {
    this.#missing = undefined
    this.#problem.hidden = true
    const folders = entries.filter(({ kind }) => kind === 'folder')
    const files = entries.filter(({ kind }) => kind === 'file')
    this.#entries.replaceChildren(...[...folders, ...files].map((entry) => this.#rowOf(folder, entry)))
  }

  #rowOf(folder: string, { name, kind, size }: Listed): HTMLLIElement {
    const path = joined(folder, name)
    const row = make('li')
    const button = make('button', `entry entry-${kind}`)
    button.type = 'button'
    button.append(make('span', 'entry-name', kind === 'folder' ? `${name}/` : name))
    if (size !== undefined) button.append(make('span', 'entry-size', sizeWords(size)))
    button.addEventListener('click', () => {
      void (kind === 'folder' ? this.open(path) : this.#preview.open(path))
    })
    row.append(button)
    return row
  }

  #showTrail(folder: string): void {
    const steps = [{ name: 'top', path: '' }, ...trailOf(folder)]
    const buttons = steps.map(({ name, path }, at) => {
      const button = make('button', '', name)
      button.type = 'button'
      if (at === steps.length - 1) button.setAttribute('aria-current', 'page')
      button.addEventListener('click', () => void this.open(path))
      return button
    })
    byId('trail').replaceChildren(...buttons)
  }

  #fail(message: string): void {
    this.#problem.textContent = message
    this.#problem.hidden = false
    this.#entries.replaceChildren()
  }
}
