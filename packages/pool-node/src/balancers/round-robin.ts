import type { Balancer, Candidate } from './balancer.ts'
import { type Draw, weightedPlace } from './weighted.ts'

/**
 * One after the other; who has less weight lets a part of its turns pass. With candidates that come and go (full,
 * paused) the turns are about even, not exactly.
 */
export function roundRobin(): Balancer {
  let turn = 0
  const next: Draw = (candidates) => (turn = (turn + 1) % candidates.length)
  return {
    name: 'roundRobin',
    pick<C extends Candidate>(candidates: readonly C[], random: () => number): C {
      return candidates[weightedPlace(candidates, random, next)] as C
    },
  }
}
