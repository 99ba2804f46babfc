import type { ProviderKind, ProviderState, ProviderView } from '../../src/page/news.ts'
import { byId } from '../elements.ts'
import type { Commands } from '../pool/commands.ts'
import type { Tab, TabState } from '../tab/tab.ts'
import type { CardActions } from './card.ts'
import { Cards } from './cards.ts'

/** What the button says, by how this tab is. */
const joinWords: Readonly<Record<TabState, string>> = {
  out: 'Make this tab a provider',
  joining: 'Joining …',
  in: 'This tab is a provider',
  lost: 'The line is lost: dialling again …',
  leaving: 'Leaving …',
}

/** Then it has no card to leave by. */
const onTheWay: ReadonlySet<TabState> = new Set(['joining', 'lost'])

const over: ReadonlySet<ProviderState> = new Set(['killed', 'gone'])

/** The two sides of the pool: processes that it starts, and tabs that come. */
export class Sides {
  readonly #commands: Commands
  readonly #tab: Tab
  readonly #sides: Readonly<Record<ProviderKind, Cards>>

  /** @param moved told when cards came or went. */
  constructor(commands: Commands, tab: Tab, moved: () => void) {
    this.#commands = commands
    this.#tab = tab
    const host = {
      isMine: (provider: ProviderView) => this.#isMine(provider),
      actionsFor: (provider: ProviderView) => this.#actionsFor(provider),
      moved,
    }
    this.#sides = { process: new Cards(byId('processes'), host), tab: new Cards(byId('tabs'), host) }
    byId('start').addEventListener('click', () => commands.send('start', { role: 'tiles' }))
    byId('join').addEventListener('click', () => tab.join())
    byId('leave').addEventListener('click', () => tab.leave())
    byId<HTMLAnchorElement>('another').href = location.href
  }

  cardOf({ name, kind }: ProviderView): HTMLElement | undefined {
    return this.#sides[kind].elementOf(name)
  }

  show(providers: readonly ProviderView[], mostProcesses: number): void {
    const processes = providers.filter(({ kind }) => kind === 'process')
    const tabs = providers.filter(({ kind }) => kind === 'tab')
    this.#sides.process.show(processes)
    this.#sides.tab.show(tabs)
    byId('no-process').hidden = processes.length > 0
    byId('no-tab').hidden = tabs.length > 0
    const running = processes.filter(({ state }) => !over.has(state)).length
    byId<HTMLButtonElement>('start').disabled = running >= mostProcesses
    this.#showTab()
  }

  #showTab(): void {
    const { state } = this.#tab
    const join = byId<HTMLButtonElement>('join')
    join.textContent = joinWords[state]
    join.disabled = state !== 'out'
    // Then the card says it, and what can be done.
    join.hidden = state === 'in'
    byId('leave').hidden = !onTheWay.has(state)
    byId('another').hidden = state !== 'in'
  }

  #isMine({ connection }: ProviderView): boolean {
    return connection !== '' && connection === this.#tab.connection
  }

  #actionsFor(provider: ProviderView): CardActions {
    const { name, kind } = provider
    const ask = (command: 'pause' | 'resume' | 'stop' | 'kill') => () =>
      this.#commands.send(command, { name })
    if (kind === 'process') {
      const stop = { word: 'Stop', act: ask('stop') }
      return { pause: ask('pause'), resume: ask('resume'), stop, kill: ask('kill') }
    }
    if (!this.#isMine(provider)) return {}
    const tab = this.#tab
    const leave = { word: 'Leave', act: () => tab.leave() }
    return { pause: () => tab.pause(), resume: () => tab.resume(), stop: leave }
  }
}
