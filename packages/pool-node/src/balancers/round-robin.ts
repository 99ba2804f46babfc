import type { Balancer, Candidate } from './balancer.ts'

/** One after the other. With candidates that come and go (full, paused) the turns are about even, not exactly. */
export function roundRobin(): Balancer {
  let turn = 0
  return {
    name: 'roundRobin',
    pick<C extends Candidate>(candidates: readonly C[]): C {
      turn = (turn + 1) % candidates.length
      return candidates[turn] as C
    },
  }
}
