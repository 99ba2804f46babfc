/** What a balancer knows of one that it may choose. All of them could take the call now. */
export interface Candidate {
  /** The instance. */
  readonly id: string
  /** The provider's own name. */
  readonly name: string | undefined
  /** What the provider says of itself. */
  readonly labels: Readonly<Record<string, string | number | boolean>>
  /** In flight ÷ concurrency: 0 is idle, 1 is full. */
  readonly load: number
  /** Its weight against the heaviest's, less while it warms up: over 0, at most 1. All 1 when nobody set weights. */
  readonly share: number
  /** A number of 32 bits that is its own as long as it is here. */
  readonly hash: number
}

/** The call that is placed. */
export interface PlacedCall {
  /** Its whole name, as `Service.method`. */
  readonly method: string
  /** Calls with the same key should go to the same candidate. */
  readonly affinity: string | undefined
}

/** Who gets the next call. Pure, and O(1) whatever the number of candidates, but for a key that it looks at. */
export interface Balancer {
  readonly name: string
  /** It looks at the affinity key by itself; absent: calls with a key do not come here, and go by `affinity()`. */
  readonly keyed?: boolean
  /**
   * Chooses one of `candidates`, which is not empty and must not be changed or kept.
   *
   * @param random a number in [0, 1), new at each call: the source of chance.
   */
  pick<C extends Candidate>(candidates: readonly C[], random: () => number, call: PlacedCall): C
}
