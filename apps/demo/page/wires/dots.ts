/** What travels on the lines, as numbers. Pure: times in ms come in. */

import { type Point, pointOn, type Route } from './route.ts'

/** A call goes from the pool to a provider, an answer the other way. */
export type DotKind = 'call' | 'answer'

export interface Dot {
  readonly kind: DotKind
  readonly route: Route
  readonly colour: string
  readonly began: number
}

/** How long they travel, in ms: answers take longer, they carry something. */
export const travels: Readonly<Record<DotKind, number>> = { call: 420, answer: 620 }

/** Most that travel at once: more is only noise. */
export const mostDots = 80

export interface Placed extends Point {
  readonly kind: DotKind
  readonly colour: string
}

export class Dots {
  #dots: Dot[] = []

  add(dot: Dot): void {
    this.#dots = [...this.#dots, dot].slice(-mostDots)
  }

  /** Where they are now. Those that have arrived are forgotten. */
  at(now: number): Placed[] {
    this.#dots = this.#dots.filter(({ kind, began }) => now - began < travels[kind])
    return this.#dots.map(({ kind, route, colour, began }) => {
      const way = ease(Math.max(0, now - began) / travels[kind])
      return { kind, colour, ...pointOn(route, kind === 'call' ? 1 - way : way) }
    })
  }
}

/** Slow at both ends. */
function ease(t: number): number {
  return t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2
}
