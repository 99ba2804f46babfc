import type { ProviderView } from '../../src/page/news.ts'
import { mayMove } from '../motion.ts'
import { Card, type CardActions } from './card.ts'

/** How long a card takes to go, in ms; see `.card.leaving` in the style. */
const leaves = 400

export interface CardsHost {
  isMine(provider: ProviderView): boolean
  actionsFor(provider: ProviderView): CardActions
  /** Cards came or went: what is drawn around them has to follow. */
  moved(): void
}

/** The cards of one side. */
export class Cards {
  readonly #list: HTMLElement
  readonly #host: CardsHost
  readonly #cards = new Map<string, Card>()

  constructor(list: HTMLElement, host: CardsHost) {
    this.#list = list
    this.#host = host
  }

  /** The card of a provider. */
  elementOf(name: string): HTMLElement | undefined {
    return this.#cards.get(name)?.element
  }

  show(providers: readonly ProviderView[]): void {
    const names = new Set(providers.map(({ name }) => name))
    for (const [name, card] of this.#cards) if (!names.has(name)) this.#remove(name, card)
    for (const provider of providers)
      this.#cardFor(provider).update(provider, this.#host.isMine(provider), this.#host.actionsFor(provider))
  }

  #cardFor(provider: ProviderView): Card {
    const known = this.#cards.get(provider.name)
    if (known !== undefined) return known
    const card = new Card(provider)
    this.#cards.set(provider.name, card)
    this.#list.append(card.element)
    this.#host.moved()
    return card
  }

  #remove(name: string, { element }: Card): void {
    this.#cards.delete(name)
    const end = (): void => {
      element.remove()
      this.#host.moved()
    }
    if (!mayMove()) return end()
    element.classList.add('leaving')
    setTimeout(end, leaves)
  }
}
