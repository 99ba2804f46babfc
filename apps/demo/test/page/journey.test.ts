import { describe, expect, test } from 'vitest'
import { checkJob } from '../../src/check-job.ts'
import { journey, paper, sceneOf, whole, zoom, zoomInto, zoomOut } from '../../src/page/journey.ts'
import { cut } from '../../src/tiles.ts'

const at = (view = whole) => ({ ...paper, ...view })

describe('a click on the picture', () => {
  test('brings what was there into the middle, nearer', () => {
    const right = zoomInto(at(), 1, 0.5)
    expect(right.centerX).toBeCloseTo(whole.centerX + whole.span / 2)
    expect(right.centerY).toBeCloseTo(whole.centerY)
    expect(right.span).toBeCloseTo(whole.span * zoom)
  })

  test('counts heights by the height of the picture', () => {
    const top = zoomInto(at(), 0.5, 0)
    expect(top.centerY).toBeCloseTo(whole.centerY - (whole.span * (paper.height / paper.width)) / 2)
    expect(top.centerX).toBeCloseTo(whole.centerX)
  })

  test('never goes deeper than numbers can tell apart', () => {
    let view = whole
    for (let click = 0; click < 100; click++) view = zoomInto(at(view), 0.5, 0.5)
    const step = view.span / paper.width
    expect(view.centerX + step).not.toBe(view.centerX)
  })
})

describe('zooming out', () => {
  test('undoes a zoom into the middle', () => {
    const deep = zoomInto(at(zoomInto(at(), 0.3, 0.4)), 0.5, 0.5)
    const back = zoomOut(deep)
    expect(back.span).toBeCloseTo(whole.span * zoom)
    expect(back.centerX).toBe(deep.centerX)
  })

  test('ends at the whole', () => {
    expect(zoomOut(whole)).toEqual(whole)
    expect(zoomOut(zoomInto(at(), 0.1, 0.1))).toEqual(whole)
  })
})

test('every picture of the journey is one that a provider takes', () => {
  for (const view of journey) {
    const scene = sceneOf(view, paper)
    for (const tile of cut(scene.width, scene.height, paper.tileSize)) checkJob({ scene, tile })
  }
  expect(journey.filter((view) => view === whole).length).toBeGreaterThan(1)
})
