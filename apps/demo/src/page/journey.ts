/** Where the picture goes by itself: from the whole into one valley after the other, step by step. Pure. */

import type { Scene } from '../mandelbrot.ts'

/** What part of the plane is seen: its middle, and its width. */
export interface View {
  readonly centerX: number
  readonly centerY: number
  readonly span: number
}

export const whole: View = { centerX: -0.65, centerY: 0, span: 3.3 }

/** In pixels. */
interface Size {
  readonly width: number
  readonly height: number
}

/** What a picture is painted on. */
export interface Paper extends Size {
  /** Pixels of a tile's side. */
  readonly tileSize: number
  /** Each pixel is the mean of `samples` × `samples` points. */
  readonly samples: number
}

/** 15 × 10 tiles. */
export const paper: Paper = { width: 960, height: 640, tileSize: 64, samples: 2 }

/** So much narrower is the next step. */
export const zoom = 0.32

/** Narrower, and the numbers of a computer have no more digits for it. */
const narrowest = 1e-12

/** Places with something to see, and how wide it is seen on the way down. What is mostly black takes long, and is dull. */
const valleys: readonly { readonly x: number; readonly y: number; readonly spans: readonly number[] }[] = [
  { x: -0.743643887, y: 0.131825904, spans: [0.24, 0.012, 0.003, 0.0007, 0.00016] },
  { x: -0.1592, y: -1.0338, spans: [0.3, 0.08] },
  { x: -0.761574, y: -0.0847596, spans: [0.003, 0.0008, 0.0002, 0.00005] },
  { x: 0.2925755, y: 0.0149977, spans: [0.12, 0.008, 0.002] },
  { x: -0.77568377, y: 0.13646737, spans: [0.01, 0.002, 0.0004] },
]

/** The views in their order; after the last comes the first. */
export const journey: readonly View[] = valleys.flatMap(({ x, y, spans }) => [
  whole,
  ...spans.map((span) => ({ centerX: x, centerY: y, span })),
])

/** The picture of a view. The deeper it is, the longer a point may take. */
export function sceneOf(view: View, { width, height, samples }: Paper): Scene {
  const depth = Math.log(whole.span / view.span) / Math.log(1 / zoom)
  return { width, height, samples, ...view, maxIterations: Math.max(900, Math.round(400 + 250 * depth)) }
}

/** One step into a picture. @param x, y what shall be in the middle: parts of its width and height, 0 … 1. */
export function zoomInto({ centerX, centerY, span, width, height }: View & Size, x: number, y: number): View {
  return {
    centerX: centerX + (x - 0.5) * span,
    centerY: centerY + ((y - 0.5) * span * height) / width,
    span: Math.max(narrowest, span * zoom),
  }
}

/** One step out of a view, at most to the whole. */
export function zoomOut(view: View): View {
  const span = view.span / zoom
  return span >= whole.span ? whole : { ...view, span }
}
