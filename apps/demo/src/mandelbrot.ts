/** The picture, as a pure function: whoever computes a pixel, wherever, gets the same three bytes. */

import type { Area } from './tiles.ts'

/** Which picture, in numbers. */
export interface Scene {
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** The middle of the picture, and its width, in the complex plane. */
  readonly centerX: number
  readonly centerY: number
  readonly span: number
  /** How long a point may take to escape before it counts as inside. */
  readonly maxIterations: number
  /** Each pixel is the mean of `samples` × `samples` points. */
  readonly samples: number
}

type Colour = readonly [red: number, green: number, blue: number]

/** One round of the colours; the next begins where it ends. */
const palette: readonly Colour[] = [
  [9, 10, 60],
  [24, 82, 177],
  [134, 196, 238],
  [241, 246, 226],
  [248, 190, 80],
  [150, 62, 24],
  [42, 14, 40],
]

const inside: Colour = [4, 4, 12]

/** |z|² past which a point has escaped. Far more than the 4 that is enough, so that the colours have no steps. */
const escaped = 256

/** All pixels of an area: red, green, blue; row by row. */
export function renderArea(scene: Scene, area: Area): Uint8Array {
  const pixels = new Uint8Array(area.width * area.height * 3)
  for (let row = 0; row < area.height; row++) renderRow(scene, area, row, pixels)
  return pixels
}

/** One row of an area, into the pixels of the area. For those who want to come up for air in between. */
export function renderRow(scene: Scene, area: Area, row: number, pixels: Uint8Array): void {
  const { samples } = scene
  const step = scene.span / scene.width
  const left = scene.centerX - scene.span / 2
  const top = scene.centerY - (step * scene.height) / 2
  let at = row * area.width * 3
  for (let column = 0; column < area.width; column++) {
    let [red, green, blue] = [0, 0, 0]
    for (let sample = 0; sample < samples * samples; sample++) {
      const x = left + step * (area.x + column + ((sample % samples) + 0.5) / samples)
      const y = top + step * (area.y + row + (Math.floor(sample / samples) + 0.5) / samples)
      const [r, g, b] = colourOf(escapeTime(x, y, scene.maxIterations))
      red += r
      green += g
      blue += b
    }
    pixels[at++] = red / (samples * samples)
    pixels[at++] = green / (samples * samples)
    pixels[at++] = blue / (samples * samples)
  }
}

/** After how many steps the point flies off, with a fraction; -1 if it does not. */
function escapeTime(x: number, y: number, maxIterations: number): number {
  let re = 0
  let im = 0
  let re2 = 0
  let im2 = 0
  for (let count = 0; count < maxIterations; count++) {
    im = 2 * re * im + y
    re = re2 - im2 + x
    re2 = re * re
    im2 = im * im
    if (re2 + im2 > escaped) return count + 1 - Math.log2(Math.log2(re2 + im2) / 2)
  }
  return -1
}

function colourOf(time: number): Colour {
  if (time < 0) return inside
  const place = (Math.log2(Math.max(0, time) + 2) - 1) * 1.15
  const index = Math.floor(place)
  const from = palette[index % palette.length] as Colour
  const to = palette[(index + 1) % palette.length] as Colour
  const share = place - index
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ]
}
