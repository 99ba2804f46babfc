/** How much of a provider's colour lies over its tile. Pure. */

/** How long a tile takes to settle into the true picture, in ms. */
export const settles = 2600

/** How long a tile that was lost is red, in ms. */
export const flashes = 700

export interface Tint {
  /** Of the fill and of the frame, 0 … 1. */
  readonly fill: number
  readonly frame: number
}

/** @param age in ms since the tile came; @param stays whether all are shown in colour for good. */
export function tintAt(age: number, stays: boolean): Tint {
  const fresh = Math.max(0, 1 - age / settles)
  const fading = { fill: 0.78 * fresh ** 1.6, frame: fresh ** 0.7 }
  return stays ? { fill: Math.max(0.5, fading.fill), frame: Math.max(0.75, fading.frame) } : fading
}

/** Of a tile that somebody works on: it breathes. @param now in ms */
export function pendingAt(now: number): Tint {
  const wave = 0.5 + 0.5 * Math.sin(now / 260)
  return { fill: 0.12 + 0.12 * wave, frame: 0.7 }
}

/** Of a tile that nobody works on yet. */
export const waiting: Tint = { fill: 0, frame: 0.16 }
