/** The way of a line between a provider and the pool. Pure: boxes in, curves out. All in pixels of the scene. */

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A cubic Bézier curve. A straight line is one too. */
export type Curve = readonly [from: Point, Point, Point, to: Point]

/** Curves that follow each other, from the provider to the pool. */
export type Route = readonly Curve[]

/** How far below the pool's head its ports are, as a part of its height. */
const portHeight = 0.46

/** Lines from below run side by side, so far from the left edge of the pool and from each other. */
const rails = { first: 5, apart: 3.4, most: 7 }

type Side = 'left' | 'right' | 'below'

const routes: Readonly<Record<Side, (card: Box, pool: Box, lane: number) => Route>> = {
  left: (card, pool) => [across({ x: card.x + card.width, y: middle(card) }, portOf(pool, 'left', 0))],
  right: (card, pool) => [across({ x: card.x, y: middle(card) }, portOf(pool, 'right', 0))],
  below: (card, pool, lane) => {
    const port = portOf(pool, 'below', lane)
    const corner = { x: port.x, y: middle(card) - 14 }
    const from = { x: card.x, y: middle(card) }
    return [[from, { x: port.x, y: from.y }, { x: port.x, y: from.y }, corner], line(corner, port)]
  },
}

/** From a provider's card to the pool. @param lane which one it is of those that come from below, from 0. */
export function routeOf(card: Box, pool: Box, lane: number): Route {
  return routes[sideOf(card, pool)](card, pool, lane)
}

/** Where a line arrives. From the sides all come to one port. */
export function portOf(pool: Box, side: Side, lane: number): Point {
  if (side === 'below') {
    return { x: pool.x + rails.first + (lane % rails.most) * rails.apart, y: pool.y + pool.height }
  }
  return { x: side === 'left' ? pool.x : pool.x + pool.width, y: pool.y + pool.height * portHeight }
}

export function sideOf(card: Box, pool: Box): Side {
  if (card.x + card.width <= pool.x) return 'left'
  return card.x >= pool.x + pool.width ? 'right' : 'below'
}

/** A route that goes on, straight, to a point. */
export function extend(route: Route, to: Point): Route {
  const end = route.at(-1)?.[3] ?? to
  return [...route, line(end, to)]
}

/** As the `d` of an SVG path. */
export function pathData(route: Route): string {
  return route.map(([from, a, b, to]) => `M${xy(from)}C${xy(a)} ${xy(b)} ${xy(to)}`).join('')
}

/** The point after a part `t` of the way, 0 … 1: 0 at the provider. */
export function pointOn(route: Route, t: number): Point {
  const lengths = route.map(chord)
  let left = Math.min(1, Math.max(0, t)) * lengths.reduce((sum, length) => sum + length, 0)
  for (const [at, curve] of route.entries()) {
    const length = lengths[at] as number
    if (left <= length || at === route.length - 1) return bezier(curve, length === 0 ? 1 : left / length)
    left -= length
  }
  return { x: 0, y: 0 }
}

function across(from: Point, to: Point): Curve {
  const half = (to.x - from.x) * 0.55
  return [from, { x: from.x + half, y: from.y }, { x: to.x - half, y: to.y }, to]
}

function line(from: Point, to: Point): Curve {
  return [from, between(from, to, 1 / 3), between(from, to, 2 / 3), to]
}

function bezier([p0, p1, p2, p3]: Curve, t: number): Point {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return { x: a * p0.x + b * p1.x + c * p2.x + d * p3.x, y: a * p0.y + b * p1.y + c * p2.y + d * p3.y }
}

function between(from: Point, to: Point, t: number): Point {
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t }
}

function middle(box: Box): number {
  return box.y + box.height / 2
}

function chord([from, , , to]: Curve): number {
  return Math.hypot(to.x - from.x, to.y - from.y)
}

function xy({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`
}
