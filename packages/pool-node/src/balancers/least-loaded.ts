import type { Balancer, Candidate } from './balancer.ts'

/**
 * The less loaded of two random candidates. Nearly as even as asking all of them, at the price of asking two
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001), and calls do not herd to the
 * one that was idle a moment ago.
 */
export function leastLoaded(): Balancer {
  return {
    name: 'leastLoaded',
    pick<C extends Candidate>(candidates: readonly C[], random: () => number): C {
      const count = candidates.length
      if (count === 1) return candidates[0] as C
      const first = Math.floor(random() * count)
      // One of the others: never the same twice.
      const second = (first + 1 + Math.floor(random() * (count - 1))) % count
      const a = candidates[first] as C
      const b = candidates[second] as C
      return b.load < a.load ? b : a
    },
  }
}
