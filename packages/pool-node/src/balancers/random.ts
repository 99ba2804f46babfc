import type { Balancer, Candidate } from './balancer.ts'
import { weightedPlace } from './weighted.ts'

/** Any of them, by weight. */
export function random(): Balancer {
  return {
    name: 'random',
    pick<C extends Candidate>(candidates: readonly C[], chance: () => number): C {
      return candidates[weightedPlace(candidates, chance)] as C
    },
  }
}
