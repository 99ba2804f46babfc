import type { Blip, ProviderView } from '../../src/page/news.ts'
import { colourOf } from '../colours.ts'
import { Frames, mayMove } from '../motion.ts'
import { Dots, travels } from './dots.ts'
import { type Box, extend, pathData, type Point, type Route, routeOf } from './route.ts'
import { makeSvg } from './svg.ts'

export interface WiresHost {
  cardOf(provider: ProviderView): HTMLElement | undefined
  /** Where a tile is in the scene; `undefined` for calls that are about none. */
  placeOf(tile: number): Point | undefined
}

/** The lines from the providers to the pool, and what travels on them. */
export class Wires {
  readonly #pool: HTMLElement
  readonly #host: WiresHost
  readonly #lines = makeSvg('g', { class: 'lines' })
  readonly #travellers = makeSvg('g', { class: 'dots' })
  readonly #paths = new Map<string, SVGPathElement>()
  readonly #routes = new Map<string, Route>()
  readonly #dots = new Dots()
  readonly #frames = new Frames((now) => this.#draw(now))

  constructor(svg: SVGSVGElement, pool: HTMLElement, host: WiresHost) {
    this.#pool = pool
    this.#host = host
    svg.append(this.#lines, this.#travellers)
  }

  /** Draws the lines to where the cards are now. */
  lay(providers: readonly ProviderView[]): void {
    const pool = boxOf(this.#pool)
    const names = new Set<string>()
    for (const [lane, provider] of providers.entries()) {
      const card = this.#host.cardOf(provider)
      if (card === undefined) continue
      names.add(provider.name)
      const route = routeOf(boxOf(card), pool, lane)
      this.#routes.set(provider.name, route)
      const path = this.#pathFor(provider)
      path.setAttribute('d', pathData(route))
      path.setAttribute('data-state', provider.state)
      path.classList.toggle('busy', provider.inFlight > 0)
    }
    for (const [name, path] of this.#paths) {
      if (names.has(name)) continue
      path.remove()
      this.#paths.delete(name)
      this.#routes.delete(name)
    }
  }

  /** Something travels, if this visitor likes things to move. @returns how long, in ms. */
  travel({ type, tile }: Blip, { name, slot }: ProviderView): number {
    const route = this.#routes.get(name)
    const isShown = type !== 'lost' && !document.hidden && mayMove()
    if (route === undefined || !isShown) return 0
    const kind = type === 'sent' ? 'call' : 'answer'
    const place = this.#host.placeOf(tile)
    const whole = place === undefined ? route : extend(route, place)
    this.#dots.add({ kind, route: whole, colour: colourOf(slot), began: performance.now() })
    this.#frames.wake()
    return travels[kind]
  }

  #pathFor({ name, slot }: ProviderView): SVGPathElement {
    const known = this.#paths.get(name)
    if (known !== undefined) return known
    const path = makeSvg('path', { class: 'wire', pathLength: '1' })
    path.style.setProperty('--colour', colourOf(slot))
    this.#lines.append(path)
    this.#paths.set(name, path)
    return path
  }

  #draw(now: number): boolean {
    const placed = this.#dots.at(now)
    const group = this.#travellers
    while (group.childElementCount > placed.length) group.lastElementChild?.remove()
    while (group.childElementCount < placed.length) group.append(makeSvg('circle', {}))
    for (const [at, { x, y, kind, colour }] of placed.entries()) {
      const dot = group.children[at] as SVGCircleElement
      dot.setAttribute('class', kind)
      dot.setAttribute('cx', x.toFixed(1))
      dot.setAttribute('cy', y.toFixed(1))
      dot.style.setProperty('--colour', colour)
    }
    return placed.length > 0
  }
}

/** Where an element is in the scene. Not by its client rectangle: that moves while the card slides in. */
export function boxOf(element: HTMLElement): Box {
  let [x, y] = [0, 0]
  let at: HTMLElement | null = element
  while (at !== null && at.id !== 'scene') {
    x += at.offsetLeft
    y += at.offsetTop
    at = at.offsetParent as HTMLElement | null
  }
  return { x, y, width: element.offsetWidth, height: element.offsetHeight }
}
