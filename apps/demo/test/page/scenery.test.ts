import { describe, expect, test } from 'vitest'
import { colourOf, tintOf } from '../../page/colours.ts'
import { withAlpha } from '../../page/picture/pixels.ts'
import { pendingAt, settles, tintAt } from '../../page/picture/tints.ts'
import { placeIn, type Seen, settle, viewBetween } from '../../page/picture/views.ts'

describe('colours', () => {
  test('are different for many providers', () => {
    const colours = new Set(Array.from({ length: 40 }, (_one, slot) => colourOf(slot)))
    expect(colours.size).toBe(40)
  })

  test('can be seen through', () => {
    expect(tintOf(0, 0.5)).toBe(colourOf(0).replace(')', ' / 0.500)'))
  })
})

describe('tints', () => {
  test('fade from the colour to the true picture', () => {
    const ages = [0, settles / 3, settles / 2, settles].map((age) => tintAt(age, false))
    expect(ages[0]?.fill).toBeGreaterThan(0.5)
    expect(ages.at(-1)).toEqual({ fill: 0, frame: 0 })
    for (const which of ['fill', 'frame'] as const) {
      const values = ages.map((tint) => tint[which])
      expect(values).toEqual([...values].sort((a, b) => b - a))
    }
    expect(tintAt(10 * settles, false)).toEqual({ fill: 0, frame: 0 })
  })

  test('stay, where they are wanted', () => {
    expect(tintAt(10 * settles, true).fill).toBeGreaterThan(0.3)
  })

  test('of what is under way never get lost', () => {
    for (let now = 0; now < 2000; now += 50) expect(pendingAt(now).fill).toBeGreaterThan(0.05)
  })
})

describe('an old picture in a new view', () => {
  const view: Seen = { centerX: 0, centerY: 0, span: 2, width: 300, height: 200 }

  test('is all of it, when nothing has changed', () => {
    expect(placeIn(view, view)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  })

  test('is larger than the view, when that has zoomed in', () => {
    // Into the right half: the old picture's middle is now at the left edge.
    const right = { ...view, centerX: 0.5, span: 1 }
    const place = placeIn(right, view)
    expect(place).toEqual({ x: -1, y: -0.5, width: 2, height: 2 })
    expect(place.x + place.width / 2).toBe(0)
  })

  test('moves up and down by the height of the view', () => {
    // A quarter of what is seen from top to bottom: that is 4/3.
    expect(placeIn({ ...view, centerY: 1 / 3 }, view).y).toBeCloseTo(-0.25)
  })

  test('is a small one in the middle, when that has zoomed out', () => {
    expect(placeIn({ ...view, span: 4 }, view)).toEqual({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 })
  })

  test('goes there evenly, and arrives', () => {
    const deep = { ...view, centerX: 0.3, centerY: -0.2, span: 0.02 }
    const seen = viewBetween(view, deep, 1)
    expect(seen.centerX).toBeCloseTo(0.3, 12)
    expect(seen.span).toBeCloseTo(0.02, 12)
    expect(viewBetween(view, deep, 0)).toMatchObject({ centerX: 0, centerY: 0, span: 2 })
    expect(viewBetween(view, deep, 0.5).span).toBeCloseTo(Math.sqrt(2 * 0.02))
    // A shift without a zoom is a shift.
    expect(viewBetween(view, { ...view, centerX: 1 }, 0.5).centerX).toBeCloseTo(0.5)
  })

  test('stands still before and after', () => {
    expect([settle(-1), settle(0), settle(1), settle(3)]).toEqual([0, 0, 1, 1])
  })
})

test('pixels get a fourth byte', () => {
  expect([...withAlpha(Uint8Array.of(1, 2, 3, 4, 5, 6))]).toEqual([1, 2, 3, 255, 4, 5, 6, 255])
})
