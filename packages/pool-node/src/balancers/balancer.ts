/** What a balancer knows of one that it may choose. All of them have room. */
export interface Candidate {
  /** In flight ÷ concurrency: 0 is idle, 1 is full. */
  readonly load: number
}

/** Who gets the next call. Pure, and O(1) whatever the number of candidates. */
export interface Balancer {
  readonly name: string
  /**
   * Chooses one of `candidates`, which is not empty and must not be changed or kept.
   *
   * @param random a number in [0, 1), new at each call: the source of chance.
   */
  pick<C extends Candidate>(candidates: readonly C[], random: () => number): C
}
