import { byId } from '../elements.ts'
import type { Commands } from '../pool/commands.ts'
import type { PageState } from '../state/state.ts'
import type { FilesBrowser } from './browser.ts'

/** The files on the page: there when a provider offers them, and off where others can reach the page. */
export class FilesPart {
  readonly #browser: FilesBrowser
  #isServed = false

  constructor(browser: FilesBrowser, commands: Commands) {
    this.#browser = browser
    byId('start-files').addEventListener('click', () => commands.send('start', { role: 'files' }))
  }

  show({ about, roster }: PageState): void {
    if (about === undefined) return
    byId('files-off').hidden = about.files
    byId('files-room').hidden = !about.files
    if (!about.files) return
    const isServed = roster.providers.some(
      ({ services, state }) => services.includes('Files') && state === 'ready',
    )
    byId('start-files').hidden = isServed
    if (isServed && !this.#isServed) {
      this.#browser.offer(about.shelf)
      this.#browser.catchUp()
    }
    this.#isServed = isServed
  }
}
