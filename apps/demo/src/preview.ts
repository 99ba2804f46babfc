/** A picture as text: each character shows two pixels, one above the other. */

import type { Image } from './png.ts'

interface Range {
  readonly from: number
  /** The first that is not in it. */
  readonly to: number
}

type Rgb = readonly [red: number, green: number, blue: number]

/** @param colourDepth bits of colour that the terminal has: 24, or 8 for the 256 colours of xterm. */
export function preview(image: Image, columns: number, colourDepth: number): string[] {
  const lines = Math.round((columns * image.height) / image.width / 2)
  const pixel = (column: number, row: number): string =>
    code(mean(image, piece(image.width, column, columns), piece(image.height, row, 2 * lines)), colourDepth)
  return Array.from({ length: lines }, (_line, line) => {
    let text = ''
    for (let column = 0; column < columns; column++) {
      text += `\x1b[38;${pixel(column, 2 * line)};48;${pixel(column, 2 * line + 1)}m▀`
    }
    return `${text}\x1b[0m`
  })
}

/** One of `count` equal pieces of a length: at least one pixel. */
function piece(length: number, index: number, count: number): Range {
  const from = Math.floor((index * length) / count)
  return { from, to: Math.max(from + 1, Math.floor(((index + 1) * length) / count)) }
}

function mean({ width, pixels }: Image, across: Range, down: Range): Rgb {
  const sum: [number, number, number] = [0, 0, 0]
  for (let y = down.from; y < down.to; y++) {
    for (let x = across.from; x < across.to; x++) {
      for (const channel of [0, 1, 2] as const) sum[channel] += pixels[(y * width + x) * 3 + channel] ?? 0
    }
  }
  const count = (down.to - down.from) * (across.to - across.from)
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

/** The colour as terminals take it (ECMA-48, SGR 38 and 48). */
function code([red, green, blue]: Rgb, colourDepth: number): string {
  if (colourDepth >= 24) return `2;${Math.round(red)};${Math.round(green)};${Math.round(blue)}`
  const [r, g, b] = [red, green, blue].map((value) => Math.round((value / 255) * 5)) as [
    number,
    number,
    number,
  ]
  return `5;${16 + 36 * r + 6 * g + b}`
}
