import type { Candidate } from './balancer.ts'

/** Where in the list to look next. */
export type Draw = (candidates: readonly Candidate[], random: () => number) => number

/** Draws of one pick at the most: with shares of a half on average, one pick in 256 needs more. */
export const mostDraws = 8

/** Any place, each as likely as any other. */
export const anyPlace: Draw = (candidates, random) => Math.floor(random() * candidates.length)

/**
 * A place by weight, O(1) and without anything to keep true: who is drawn takes the turn with the probability of its
 * share, else another one is drawn. One draw when all shares are 1.
 *
 * When nobody has taken it after {@link mostDraws}, one of those drawn gets it, each in proportion to its share: when
 * all shares are small (a whole fleet warms up) that is as good, and the heaviest of them would get nearly all.
 */
export function weightedPlace(
  candidates: readonly Candidate[],
  random: () => number,
  draw: Draw = anyPlace,
): number {
  const place = draw(candidates, random)
  return shareAt(candidates, place) === 1 ? place : drawOn(candidates, random, draw, place)
}

function drawOn(
  candidates: readonly Candidate[],
  random: () => number,
  draw: Draw,
  firstPlace: number,
): number {
  let place = firstPlace
  let kept = place
  let drawn = 0
  for (let left = mostDraws; left > 0; left--) {
    if (left < mostDraws) place = draw(candidates, random)
    const share = shareAt(candidates, place)
    if (random() < share) return place
    drawn += share
    if (random() * drawn < share) kept = place
  }
  return kept
}

function shareAt(candidates: readonly Candidate[], place: number): number {
  return (candidates[place] as Candidate).share
}
