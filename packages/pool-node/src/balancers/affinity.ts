import type { Balancer, Candidate, PlacedCall } from './balancer.ts'
import { hash32, mix32 } from './hash.ts'
import { leastLoaded } from './least-loaded.ts'

/**
 * Calls with the same key go to the same candidate, as long as it could take them; the others go by `otherwise`.
 *
 * Rendezvous: of each key and candidate a number is made, and the highest one gets the call (Thaler and Ravishankar,
 * "Using name-based mappings to increase hit rates", 1998). Nothing is kept, so there is nothing to go wrong when
 * candidates come and go: who leaves moves its own keys only, to all others; who comes takes its share only. A pick
 * with a key costs O(candidates).
 */
export function affinity(otherwise: Balancer = leastLoaded()): Balancer {
  return {
    name: 'affinity',
    keyed: true,
    pick<C extends Candidate>(candidates: readonly C[], random: () => number, call: PlacedCall): C {
      if (call.affinity === undefined) return otherwise.pick(candidates, random, call)
      return highest(candidates, hash32(call.affinity))
    },
  }
}

/** All of them, in the order in which they would get the calls with that key. */
export function ranked<C extends Candidate>(candidates: readonly C[], key: string): C[] {
  const keyHash = hash32(key)
  const scored = candidates.map((candidate) => ({
    candidate,
    score: score(candidate.share, lot(keyHash, candidate)),
  }))
  scored.sort((a, b) => b.score - a.score || (wins(keyHash, a.candidate, b.candidate) ? -1 : 1))
  return scored.map(({ candidate }) => candidate)
}

/** Among equal shares the highest lot has the highest score too: no logarithm, and no number that needs a box. */
function highest<C extends Candidate>(candidates: readonly C[], keyHash: number): C {
  let best = candidates[0] as C
  let bestLot = lot(keyHash, best)
  const { share } = best
  for (let at = 1; at < candidates.length; at++) {
    const one = candidates[at] as C
    if (one.share !== share) return highestByShare(candidates, at, keyHash, best)
    const oneLot = lot(keyHash, one)
    if (oneLot > bestLot || (oneLot === bestLot && wins(keyHash, one, best))) {
      best = one
      bestLot = oneLot
    }
  }
  return best
}

/**
 * Goes on where the shares differ. A logarithm costs more than all else here, and few need one: −ln(1 − x) is over x,
 * so a score is under share ÷ x, and most are out with that.
 *
 * @param best of those before `from`.
 */
function highestByShare<C extends Candidate>(
  candidates: readonly C[],
  from: number,
  keyHash: number,
  best: C,
): C {
  let bestScore = score(best.share, lot(keyHash, best))
  for (let at = from; at < candidates.length; at++) {
    const one = candidates[at] as C
    const { share } = one
    const oneLot = lot(keyHash, one)
    if (share <= bestScore * missing(oneLot)) continue
    const oneScore = score(share, oneLot)
    if (oneScore > bestScore || (oneScore === bestScore && wins(keyHash, one, best))) {
      best = one
      bestScore = oneScore
    }
  }
  return best
}

/** Exact shares, by an exponential race (Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", 2005). */
function score(share: number, ofLot: number): number {
  return -share / Math.log(1 - missing(ofLot))
}

/** What a lot lacks to the highest, in (0, 1): neither end, where the logarithm would be zero or infinite. */
function missing(ofLot: number): number {
  return (2 ** 31 - 0.5 - ofLot) / 2 ** 32
}

function lot(keyHash: number, candidate: Candidate): number {
  return mix32(keyHash ^ candidate.hash)
}

/** Two with one hash have one lot for every key. Half of the keys go to each, whatever their order. */
function wins(keyHash: number, one: Candidate, other: Candidate): boolean {
  return keyHash % 2 === 0 ? one.id < other.id : one.id > other.id
}
