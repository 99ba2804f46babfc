import { describe, expect, test } from 'vitest'
import { type Scene, renderArea } from '../src/mandelbrot.ts'
import { cut, scatter, stitch, tilesAcross } from '../src/tiles.ts'

const sizes: [width: number, height: number, size: number][] = [
  [960, 640, 80],
  [480, 320, 40],
  [100, 70, 32],
  [1, 1, 80],
  [79, 3, 80],
  [81, 161, 80],
]

describe.each(sizes)('%i × %i in tiles of %i', (width, height, size) => {
  const tiles = cut(width, height, size)

  test('every pixel is in exactly one tile', () => {
    const seen = new Uint8Array(width * height)
    for (const tile of tiles) {
      expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(size)
      for (let y = tile.y; y < tile.y + tile.height; y++) {
        for (let x = tile.x; x < tile.x + tile.width; x++)
          seen[y * width + x] = (seen[y * width + x] ?? 0) + 1
      }
    }
    expect(seen).toHaveLength(width * height)
    expect(seen.every((times) => times === 1)).toBe(true)
  })

  test('they are numbered row by row', () => {
    const across = tilesAcross(width, size)
    for (const [at, { index, x, y }] of tiles.entries()) {
      expect([index, x, y]).toEqual([at, (at % across) * size, Math.floor(at / across) * size])
    }
  })

  test('scattered, each is still there once', () => {
    const order = scatter(tiles).map(({ index }) => index)
    expect(order.toSorted((a, b) => a - b)).toEqual(tiles.map(({ index }) => index))
  })
})

const view = { centerX: -0.65, centerY: 0, span: 3.3 }
const scene: Scene = { width: 50, height: 34, ...view, maxIterations: 60, samples: 2 }

test('the tiles make the same picture as the whole', () => {
  const whole = renderArea(scene, { x: 0, y: 0, width: scene.width, height: scene.height })
  const pixels = new Uint8Array(whole.length)
  for (const tile of scatter(cut(scene.width, scene.height, 16))) {
    stitch(pixels, scene.width, tile, renderArea(scene, tile))
  }
  expect(pixels).toEqual(whole)
  // And it is a picture: with an inside, and with many colours around it.
  expect(new Set(pixels).size).toBeGreaterThan(100)
})

test('pixels of another size are refused', () => {
  expect(() =>
    stitch(new Uint8Array(300), 10, { x: 0, y: 0, width: 2, height: 2 }, new Uint8Array(11)),
  ).toThrow(RangeError)
})
