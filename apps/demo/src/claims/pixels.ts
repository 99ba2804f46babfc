import { type Scene, renderArea } from '../mandelbrot.ts'
import type { Claim } from './claim.ts'

/** A picture against one that is computed here. */
export function claimPixels(scene: Scene, pixels: Uint8Array, claim: Claim): void {
  const direct = renderArea(scene, { x: 0, y: 0, width: scene.width, height: scene.height })
  const different = differences(direct, pixels)
  claim(
    different === 0,
    `the picture is the same as one computed here, in all ${scene.width * scene.height} pixels`,
    `${different} bytes are different`,
  )
}

export function differences(expected: Uint8Array, actual: Uint8Array): number {
  let count = Math.abs(expected.length - actual.length)
  for (const [at, byte] of expected.entries()) if (actual[at] !== undefined && actual[at] !== byte) count++
  return count
}
