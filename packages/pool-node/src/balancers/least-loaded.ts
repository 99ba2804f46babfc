import type { Balancer, Candidate } from './balancer.ts'
import { weightedPlace } from './weighted.ts'

/**
 * The less loaded of two random candidates, for what their weights let them take. Nearly as even as asking all of
 * them, at the price of asking two (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001), and
 * calls do not herd to the one that was idle a moment ago. Slow ones get less, because their calls stay longer.
 */
export function leastLoaded(): Balancer {
  return {
    name: 'leastLoaded',
    pick<C extends Candidate>(candidates: readonly C[], random: () => number): C {
      const count = candidates.length
      if (count === 1) return candidates[0] as C
      // By weight, and a tie goes to it: so weights hold also while all are idle.
      const first = weightedPlace(candidates, random)
      // One of the others: never the same twice.
      const second = (first + 1 + Math.floor(random() * (count - 1))) % count
      const a = candidates[first] as C
      const b = candidates[second] as C
      // Load ÷ share of each, multiplied by both shares.
      return b.load * a.share < a.load * b.share ? b : a
    },
  }
}
