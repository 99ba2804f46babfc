/** The numbers and names of the demo: play with them. */

import type { Scene } from './mandelbrot.ts'

/** A picture in tiles, and the moment when something happens to one who paints it. */
export interface Canvas {
  readonly scene: Scene
  /** Tiles are this many pixels wide and high. */
  readonly tileSize: number
  /** It happens when this share of the tiles is done. */
  readonly strikeAt: number
}

export interface Plan extends Canvas {
  /** Where the picture goes, in apps/demo. */
  readonly file: string
}

/**
 * For how long the pool waits for a provider whose connection broke, in ms. The default, 15 s, outlives the change of a
 * network or a restart of a router; nobody wants to watch that, and here the way back takes a tenth of a second.
 */
export const resumeWindow = 1000

/** Most tiles that one provider works on at once: it says so to the pool, and the pool sends no more. */
export const tilesAtOnce = 2

/** The seahorse valley would be { centerX: -0.745, centerY: 0.11, span: 0.02 }. */
const whole = { centerX: -0.65, centerY: 0, span: 3.3 }

export const showPlan: Plan = {
  scene: { width: 960, height: 640, ...whole, maxIterations: 1600, samples: 2 },
  tileSize: 80,
  strikeAt: 0.5,
  file: 'out/mandelbrot.png',
}

/** Less of everything: the check computes it once more by itself. */
export const checkPlan: Plan = {
  scene: { ...showPlan.scene, width: 480, height: 320, samples: 1 },
  tileSize: 40,
  strikeAt: 0.5,
  file: 'out/check.png',
}

/** What is under way when connections are cut: a few tiles, and a file that is streamed. */
export const cutPlan: Canvas & { readonly fileBytes: number } = {
  scene: { ...showPlan.scene, width: 360, height: 240, samples: 1 },
  tileSize: 60,
  strikeAt: 0.5,
  // Far more than what may be on its way at a time: most of it is still on the disk at the cut.
  fileBytes: 8 * 1024 * 1024,
}

/** Who plays. The pool knows each by its token. */
export const filesProvider = 'cabinet'
export const tileProviders: readonly [first: string, second: string] = ['maple', 'willow']
/** Comes in when both of them are gone. */
export const lateProvider = 'rowan'
