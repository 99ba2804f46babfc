/** The promises that a connection makes: to be let in, and to be gone in the end. */
export class Milestones {
  readonly ready: Promise<void>
  readonly closed: Promise<void>
  #letIn!: () => void
  #reject!: (why: unknown) => void
  #end!: () => void

  constructor() {
    this.ready = new Promise((resolve, reject) => ([this.#letIn, this.#reject] = [resolve, reject]))
    this.ready.catch(() => {}) // nobody has to look at it
    this.closed = new Promise((resolve) => (this.#end = resolve))
  }

  letIn(): void {
    this.#letIn()
  }

  /** It will not be let in any more; does nothing if it was. */
  refuse(why: unknown): void {
    this.#reject(why)
  }

  end(): void {
    this.#end()
  }
}
