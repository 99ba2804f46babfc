import type { ProviderView } from '../../src/page/news.ts'
import { count } from '../../src/words.ts'
import { colourOf } from '../colours.ts'
import { byId, make, setText } from '../elements.ts'
import { type PageState, type Share, sharesOf, tilesOf } from '../state/state.ts'

/** The numbers of the pool, and how far the picture is. */
export class PoolPanel {
  readonly #shares = byId('shares')

  constructor() {
    setText(byId('address'), `${location.origin.replace(/^http/, 'ws')}/pool`)
  }

  show({ roster, picture, owners }: PageState): void {
    const { providers, waiting } = roster
    const serving = providers.filter(isServing)
    setText(byId('figure-providers'), String(serving.length))
    setText(byId('figure-flight'), String(serving.reduce((sum, { inFlight }) => sum + inFlight, 0)))
    setText(byId('figure-waiting'), String(waiting))
    if (picture === undefined) return
    const all = tilesOf(picture)
    const isDone = owners.size === all
    setText(byId('progress'), isDone ? `All ${all} tiles are here` : `${owners.size} of ${all} tiles`)
    this.#showShares(sharesOf(owners), all)
    this.#showStalled(providers, waiting)
  }

  #showShares(shares: readonly Share[], all: number): void {
    const bars = shares.map(({ name, slot, tiles }) => {
      const bar = make('span', '', tiles / all > 0.08 ? name : '')
      bar.style.setProperty('--colour', colourOf(slot))
      bar.style.flexGrow = String(tiles)
      return bar
    })
    const left = all - shares.reduce((sum, { tiles }) => sum + tiles, 0)
    const rest = make('span', 'rest')
    rest.style.flexGrow = String(left)
    this.#shares.replaceChildren(...bars, ...(left > 0 ? [rest] : []))
    const words = shares.map(({ name, tiles }) => `${name} ${count(tiles, 'tile')}`)
    this.#shares.setAttribute('aria-label', `Who painted how much: ${words.join(', ') || 'nobody yet'}`)
  }

  #showStalled(providers: readonly ProviderView[], waiting: number): void {
    const isStalled =
      waiting > 0 && !providers.some((one) => one.services.includes('Tiles') && isServing(one))
    const stalled = byId('stalled')
    stalled.hidden = !isStalled
    if (isStalled)
      setText(stalled, `${count(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'} for a provider`)
  }
}

function isServing({ state }: ProviderView): boolean {
  return state === 'ready'
}
