import type { Surroundings } from './surroundings.ts'
import type { Facts, LifeEvent } from './table.ts'

const ofScope = ['pagehide', 'pageshow', 'online', 'offline'] as const
const ofDocument = ['visibilitychange', 'freeze', 'resume'] as const

type Name = (typeof ofScope)[number] | (typeof ofDocument)[number]

/** Hears what happens to the page, and tells it in the words of the table. */
export class Watch {
  readonly #around: Surroundings
  readonly #tell: (event: LifeEvent) => void

  constructor(around: Surroundings, tell: (event: LifeEvent) => void) {
    this.#around = around
    this.#tell = tell
  }

  /** How it stands before anything was heard. */
  get facts(): Facts {
    const { navigator } = this.#around
    return { hidden: this.#isHidden, frozen: false, gone: false, offline: navigator?.onLine === false }
  }

  start(): void {
    for (const name of ofScope) this.#around.scope?.addEventListener(name, this)
    for (const name of ofDocument) this.#around.document?.addEventListener(name, this)
  }

  stop(): void {
    for (const name of ofScope) this.#around.scope?.removeEventListener(name, this)
    for (const name of ofDocument) this.#around.document?.removeEventListener(name, this)
  }

  /** For the event targets. */
  handleEvent(event: Event): void {
    const name = event.type as Name
    if (name !== 'visibilitychange') this.#tell(name)
    // A page from the back/forward cache may have changed sides meanwhile.
    if (name === 'visibilitychange' || name === 'pageshow') this.#tell(this.#isHidden ? 'hidden' : 'visible')
  }

  get #isHidden(): boolean {
    return this.#around.document?.visibilityState === 'hidden'
  }
}
