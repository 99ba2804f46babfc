import type { Balancer, Candidate } from './balancer.ts'

/** Any of them. */
export function random(): Balancer {
  return {
    name: 'random',
    pick<C extends Candidate>(candidates: readonly C[], chance: () => number): C {
      return candidates[Math.floor(chance() * candidates.length)] as C
    },
  }
}
