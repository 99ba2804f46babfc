import { describe, expect, test } from 'vitest'
import { Dots, mostDots, travels } from '../../page/wires/dots.ts'
import { extend, pathData, pointOn, portOf, routeOf, sideOf } from '../../page/wires/route.ts'

const pool = { x: 300, y: 0, width: 400, height: 500 }
const cards = {
  left: { x: 0, y: 100, width: 200, height: 80 },
  right: { x: 800, y: 300, width: 200, height: 80 },
  below: { x: 320, y: 600, width: 380, height: 80 },
}

describe.each(['left', 'right', 'below'] as const)('a line from the %s', (side) => {
  const route = routeOf(cards[side], pool, 2)

  test('begins at the card and ends at the port of that side', () => {
    expect(sideOf(cards[side], pool)).toBe(side)
    const { x, y, width, height } = cards[side]
    const begin = pointOn(route, 0)
    expect(begin.y).toBe(y + height / 2)
    expect(begin.x).toBe(side === 'left' ? x + width : x)
    expect(pointOn(route, 1)).toEqual(portOf(pool, side, 2))
  })

  test('has no gaps', () => {
    const begins = route.slice(1).map(([from]) => from)
    expect(begins).toEqual(route.slice(0, -1).map(([, , , to]) => to))
    let before = pointOn(route, 0)
    for (let t = 0.02; t <= 1; t += 0.02) {
      const point = pointOn(route, t)
      expect(Math.hypot(point.x - before.x, point.y - before.y)).toBeLessThan(25)
      before = point
    }
    expect(pathData(route)).not.toContain('NaN')
  })

  test('goes on to a tile', () => {
    const tile = { x: 500, y: 250 }
    const end = pointOn(extend(route, tile), 1)
    expect(end.x).toBeCloseTo(tile.x)
    expect(end.y).toBeCloseTo(tile.y)
  })
})

test('lines from below run beside each other', () => {
  const [first, second] = [0, 1].map((lane) => portOf(pool, 'below', lane).x)
  expect(second).toBeGreaterThan(first as number)
  // And never into the cards.
  for (let lane = 0; lane < 30; lane++) expect(portOf(pool, 'below', lane).x).toBeLessThan(pool.x + 28)
})

describe('dots', () => {
  const route = routeOf(cards.left, pool, 0)
  const dot = { route, colour: 'red', began: 1000 }

  test('call from the pool, answer from the provider', () => {
    const dots = new Dots()
    dots.add({ ...dot, kind: 'call' })
    dots.add({ ...dot, kind: 'answer' })
    const [call, answer] = dots.at(1000)
    expect(call).toMatchObject(portOf(pool, 'left', 0))
    expect(answer).toMatchObject({ x: 200, y: 140 })
  })

  test('are gone when they have arrived', () => {
    const dots = new Dots()
    dots.add({ ...dot, kind: 'call' })
    expect(dots.at(1000 + travels.call - 1)).toHaveLength(1)
    expect(dots.at(1000 + travels.call)).toEqual([])
  })

  test('are never too many', () => {
    const dots = new Dots()
    for (let call = 0; call < 3 * mostDots; call++) dots.add({ ...dot, kind: 'call' })
    expect(dots.at(1000)).toHaveLength(mostDots)
  })
})
