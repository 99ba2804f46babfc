/** What goes to the terminal: text, and a few lines below it that are drawn anew as things change. */

import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Fewest columns and rows for lines that are drawn anew. */
const smallest = { columns: 64, rows: 20 }

const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'

export class Screen {
  /** Whether lines can be drawn anew: a real terminal, and large enough. */
  readonly live: boolean
  /** Bits of colour: 1 for none. NO_COLOR and FORCE_COLOR are respected. */
  readonly colourDepth: number
  readonly #out: NodeJS.WriteStream
  #drawn: readonly string[] = []

  constructor(out: NodeJS.WriteStream) {
    const { columns, rows } = smallest
    const { isTTY } = out
    this.#out = out
    this.live = isTTY && process.env['TERM'] !== 'dumb' && out.columns >= columns && out.rows >= rows
    this.colourDepth = isTTY ? out.getColorDepth() : 1
  }

  style(style: Style, text: string): string {
    return this.colourDepth > 1 ? styleText(style, text, { validateStream: false }) : text
  }

  /** Lines that stay. They go above those that are drawn anew. */
  say(...lines: readonly string[]): void {
    const drawn = this.#drawn
    this.draw([])
    this.#out.write(lines.map((line) => `${line}\n`).join(''))
    if (drawn.length > 0) this.draw(drawn)
  }

  /** Lines in place of those that were drawn before; none to take them away. Does nothing where that is not possible. */
  draw(lines: readonly string[]): void {
    if (!this.live || (lines.length === 0 && this.#drawn.length === 0)) return
    const up = this.#drawn.length === 0 ? hideCursor : `\x1b[${this.#drawn.length}A`
    const text = lines.map((line) => `\x1b[2K${line}\n`).join('')
    this.#out.write(`${up}${text}\x1b[J${lines.length === 0 ? showCursor : ''}`)
    this.#drawn = lines
  }

  /** Leaves what was drawn where it is. */
  keep(): void {
    if (this.#drawn.length > 0) this.#out.write(showCursor)
    this.#drawn = []
  }
}
