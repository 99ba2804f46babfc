import type { ProviderState, ProviderView } from '../../src/page/news.ts'
import { colourOf } from '../colours.ts'
import { make, makeButton, setText } from '../elements.ts'
import { aboutWords, loadWords, mostBoxes, stateWords } from './words.ts'

/** What can be done with a provider from here. What is missing can't. */
export interface CardActions {
  readonly pause?: () => void
  readonly resume?: () => void
  /** Lets it finish: `word` is what the button says. */
  readonly stop?: { readonly word: string; readonly act: () => void }
  readonly kill?: () => void
}

/** In these states there is nothing to be done any more. */
const ended: ReadonlySet<ProviderState> = new Set(['killed', 'gone', 'leaving'])

/** One provider on the screen. */
export class Card {
  readonly element: HTMLLIElement = make('li', 'card')
  readonly #state = make('span', 'card-state')
  readonly #about = make('span', 'card-words')
  readonly #boxes = make('span', 'boxes')
  readonly #load = make('span', 'card-load')
  readonly #answered = make('span', 'card-answered')
  readonly #buttons = make('div', 'card-buttons')
  readonly #mine = make('span', 'card-mine', 'this tab')
  #offered = ''

  constructor({ name, slot, kind }: ProviderView) {
    this.element.dataset['name'] = name
    this.element.dataset['kind'] = kind
    this.element.style.setProperty('--colour', colourOf(slot))
    const head = make('div', 'card-head')
    this.#mine.hidden = true
    head.append(make('h3', '', name), this.#mine, this.#state)
    const about = make('div', 'card-about')
    about.append(this.#about, this.#answered)
    const work = make('div', 'card-work')
    work.append(this.#boxes, this.#load, this.#buttons)
    this.element.append(head, about, work)
  }

  update(provider: ProviderView, isMine: boolean, actions: CardActions): void {
    const { state, answered } = provider
    this.element.dataset['state'] = state
    this.#mine.hidden = !isMine
    setText(this.#state, stateWords[state])
    setText(this.#about, aboutWords(provider))
    setText(this.#load, loadWords(provider))
    setText(this.#answered, answered === 0 ? '' : `${answered} answered`)
    this.#showBoxes(provider)
    this.#offer(provider, actions)
  }

  #showBoxes({ inFlight, concurrency }: ProviderView): void {
    const count = concurrency > mostBoxes ? 0 : concurrency
    while (this.#boxes.childElementCount > count) this.#boxes.lastElementChild?.remove()
    while (this.#boxes.childElementCount < count) this.#boxes.append(make('i'))
    for (const [at, box] of [...this.#boxes.children].entries()) box.classList.toggle('on', at < inFlight)
  }

  /** New buttons only when others are offered: the focus stays where it is. */
  #offer({ name, state }: ProviderView, { pause, resume, stop, kill }: CardActions): void {
    const isPaused = state === 'paused'
    const offered = ended.has(state) ? 'nothing' : `${isPaused}${stop?.word}${kill === undefined}`
    if (offered === this.#offered) return
    this.#offered = offered
    const hadFocus = this.#buttons.contains(document.activeElement)
    this.#buttons.replaceChildren()
    if (offered === 'nothing') return
    const flip = isPaused ? resume : pause
    const word = isPaused ? 'Resume' : 'Pause'
    if (flip !== undefined) this.#buttons.append(makeButton(word, `${word} ${name}`, flip))
    if (stop !== undefined) this.#buttons.append(makeButton(stop.word, `${stop.word} ${name}`, stop.act))
    if (kill !== undefined) {
      const button = makeButton('Kill', `Kill ${name}`, kill)
      button.className = 'danger'
      this.#buttons.append(button)
    }
    if (hadFocus) this.#buttons.querySelector('button')?.focus()
  }
}
