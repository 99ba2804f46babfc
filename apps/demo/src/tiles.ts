/** Cutting a picture into tiles, and putting it together again. */

/** A rectangle of a picture, in pixels from its top left corner. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Tile extends Area {
  /** Its number: row by row, from 0. */
  readonly index: number
}

/** How many tiles go side by side. */
export function tilesAcross(width: number, size: number): number {
  return Math.ceil(width / size)
}

/** Covers the picture with tiles of at most size × size, row by row; the last ones may be smaller. */
export function cut(width: number, height: number, size: number): Tile[] {
  const tiles: Tile[] = []
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      tiles.push({
        index: tiles.length,
        x,
        y,
        width: Math.min(size, width - x),
        height: Math.min(size, height - y),
      })
    }
  }
  return tiles
}

/** The same in another order, spread over the whole picture: neighbours are alike, and some are a lot of work. */
export function scatter<T>(items: readonly T[]): T[] {
  const count = items.length
  // Steps of a golden section come everywhere once, if the step and the count have no factor in common.
  let step = Math.max(1, Math.round(count * 0.618))
  while (commonFactor(step, count) > 1) step++
  return items.map((_item, turn) => items[(turn * step) % count] as T)
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b)
}

/** Copies an area's pixels (three bytes each) to their place in the picture. @throws RangeError when they don't fit. */
export function stitch(picture: Uint8Array, pictureWidth: number, area: Area, pixels: Uint8Array): void {
  if (pixels.length !== area.width * area.height * 3) {
    throw new RangeError(`${area.width} × ${area.height} pixels are not ${pixels.length} bytes`)
  }
  const line = area.width * 3
  for (let row = 0; row < area.height; row++) {
    picture.set(pixels.subarray(row * line, (row + 1) * line), ((area.y + row) * pictureWidth + area.x) * 3)
  }
}
