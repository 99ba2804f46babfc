/** Commands to the pool's process. */

/** What a page may ask for; see the table of commands there. */
export type CommandName = 'start' | 'kill' | 'stop' | 'pause' | 'resume' | 'zoom' | 'zoom-out' | 'again'

export class Commands {
  readonly #token: string | undefined
  readonly #refused: (message: string) => void

  /** @param refused told why one could not be done. */
  constructor(token: string | undefined, refused: (message: string) => void) {
    this.#token = token
    this.#refused = refused
  }

  send(name: CommandName, params: Readonly<Record<string, unknown>> = {}): void {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' }
    if (this.#token !== undefined) headers['Authorization'] = `Bearer ${this.#token}`
    fetch(`/commands/${name}`, { method: 'POST', headers, body: JSON.stringify(params) })
      .then(async (response) => {
        if (!response.ok) this.#refused(((await response.json()) as { message: string }).message)
      })
      .catch(() => this.#refused('The pool does not answer.'))
  }
}
