/** The numbers and names of the demo: play with them. */

import type { Scene } from './mandelbrot.ts'

export interface Plan {
  readonly scene: Scene
  /** Tiles are this many pixels wide and high. */
  readonly tileSize: number
  /** One provider is killed when this share of the tiles is done. */
  readonly killAt: number
  /** Where the picture goes, in apps/demo. */
  readonly file: string
}

/** Most tiles that one provider works on at once: it says so to the pool, and the pool sends no more. */
export const tilesAtOnce = 2

/** The seahorse valley would be { centerX: -0.745, centerY: 0.11, span: 0.02 }. */
const whole = { centerX: -0.65, centerY: 0, span: 3.3 }

export const showPlan: Plan = {
  scene: { width: 960, height: 640, ...whole, maxIterations: 1600, samples: 2 },
  tileSize: 80,
  killAt: 0.5,
  file: 'out/mandelbrot.png',
}

/** Less of everything: the check computes it once more by itself. */
export const checkPlan: Plan = {
  scene: { ...showPlan.scene, width: 480, height: 320, samples: 1 },
  tileSize: 40,
  killAt: 0.5,
  file: 'out/check.png',
}

/** Who plays. The pool knows each by its token. */
export const filesProvider = 'cabinet'
export const tileProviders: readonly [first: string, second: string] = ['maple', 'willow']
/** Comes in when both of them are gone. */
export const lateProvider = 'rowan'
