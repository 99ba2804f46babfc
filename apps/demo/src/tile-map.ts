/** A map of the picture's tiles: who has done which. Pure: it is told what happens, and gives lines of text. */

import type { Style } from './screen.ts'

type State =
  | { readonly is: 'waiting' }
  | { readonly is: 'lost' }
  | { readonly is: 'begun'; readonly by: string }
  | { readonly is: 'done'; readonly by: string; readonly again: boolean }

/** For provider after provider. */
const colours = ['cyan', 'yellow', 'magenta'] as const

export class TileMap {
  readonly #across: number
  readonly #providers: readonly string[]
  readonly #style: (style: Style, text: string) => string
  readonly #tiles: State[]

  constructor(
    count: number,
    across: number,
    providers: readonly string[],
    style: (style: Style, text: string) => string,
  ) {
    this.#across = across
    this.#providers = providers
    this.#style = style
    this.#tiles = Array.from({ length: count }, () => ({ is: 'waiting' }))
  }

  begun(by: string, index: number): void {
    if (this.#tiles[index]?.is !== 'done') this.#tiles[index] = { is: 'begun', by }
  }

  done(by: string, index: number, again: boolean): void {
    this.#tiles[index] = { is: 'done', by, again }
  }

  /** What a provider had begun is begun no more. */
  lost(by: string): void {
    for (const [index, state] of this.#tiles.entries()) {
      if (state.is === 'begun' && state.by === by) this.#tiles[index] = { is: 'lost' }
    }
  }

  count(by: string): number {
    return this.#tiles.filter((state) => state.is === 'done' && state.by === by).length
  }

  /** How far it is, and each provider's share. */
  summary(): string {
    const all = this.#tiles.filter(({ is }) => is === 'done').length
    const shares = this.#providers.map((name) => this.paint(name, `${name} ${this.count(name)}`))
    return `${String(all).padStart(String(this.#tiles.length).length)} of ${this.#tiles.length} tiles: ${shares.join(', ')}`
  }

  /** Two characters a tile. */
  lines(): string[] {
    const lines: string[] = []
    for (let at = 0; at < this.#tiles.length; at += this.#across) {
      lines.push(
        this.#tiles
          .slice(at, at + this.#across)
          .map((state) => this.#cell(state))
          .join(''),
      )
    }
    return lines
  }

  legend(): string {
    const names = this.#providers.map(
      (name) => `${this.#cell({ is: 'done', by: name, again: false })} ${name}`,
    )
    return [...names, `${this.#cell({ is: 'lost' })} lost`, '+ sent again'].join('   ')
  }

  /** Text in a provider's colour. */
  paint(name: string, text: string): string {
    return this.#style(this.#colour(name), text)
  }

  #cell(state: State): string {
    if (state.is === 'waiting') return this.#style('gray', '· ')
    if (state.is === 'lost') return this.#style(['bold', 'red'], '!!')
    const letter = state.by.slice(0, 1)
    if (state.is === 'begun') return this.paint(state.by, `${letter}…`)
    return this.#style(['inverse', this.#colour(state.by)], letter.toUpperCase() + (state.again ? '+' : ' '))
  }

  #colour(name: string): (typeof colours)[number] {
    return colours[this.#providers.indexOf(name) % colours.length] ?? colours[0]
  }
}
