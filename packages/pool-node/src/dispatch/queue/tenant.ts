/** What a call of weight 1 costs, in the unit of the tags. */
const normalCost = 2 ** 30
/** A tag is at most this above virtual time, which is at most that (`shares.ts`): together they stay below 2 ** 53. */
const mostCost = 2 ** 50

/** One tenant while it waits, with its lanes by the key of the demand. */
export class Tenant<L> {
  readonly name: string | undefined
  /** What it pays for a call: the less, the more weight it has. */
  readonly cost: number
  /** Its start tag: of all that wait, the smallest goes first. Only rises, unless all tags move. */
  tag: number
  /** How many calls of it wait, in all lanes. */
  size: number = 0
  readonly lanes: Map<string, L> = new Map()

  constructor(name: string | undefined, weight: number, tag: number) {
    this.name = name
    this.cost = costOf(weight)
    this.tag = tag
  }
}

/**
 * A whole number, since sums of those lose nothing, however many are added. Exact to 1/1000 for weights from a
 * millionth, below which all count as the same, to a million. The caller has checked the weight; one that is no number
 * above 0 all the same counts as 1, as it must not spoil the order of the others.
 */
function costOf(weight: number): number {
  if (!(weight > 0)) return normalCost
  return Math.min(mostCost, Math.max(1, Math.round(normalCost / weight)))
}
