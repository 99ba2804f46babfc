import { Notes } from './notes.ts'

/** A service whose calls end when they are told to. It notes each that runs. */
export class Held {
  readonly notes: Notes = new Notes()
  readonly #held: (() => void)[] = []

  readonly services: Readonly<Record<string, object>> = {
    Held: {
      run: async (n: number) => {
        this.notes.add('runs', n)
        await new Promise<void>((resolve) => this.#held.push(resolve))
        return n
      },
    },
  }

  /** Resolves when so many calls have begun to run. */
  async runs(count: number): Promise<void> {
    await this.notes.until('runs', count)
  }

  /** Those that have run, in order. */
  get ran(): unknown[] {
    return this.notes.all('runs')
  }

  letGo(): void {
    for (const go of this.#held.splice(0)) go()
  }
}
