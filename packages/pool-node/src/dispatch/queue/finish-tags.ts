/** Most tenants that are remembered. Some 100 bytes each. */
const most = 16_384
const least = 64

/**
 * What tenants had when they ceased to wait, so that leaving and coming back at once does not wipe out what a call
 * cost. Bounded, as their names may come from anywhere: where too many come and go, those that came first are
 * forgotten, and are let off one call at most.
 */
export class FinishTags {
  readonly #tags = new Map<string | undefined, number>()
  #sweepAt = least

  /** What a tenant had when it last left, if that is remembered. It can be out of date once the tenant waits again. */
  get(tenant: string | undefined): number | undefined {
    return this.#tags.get(tenant)
  }

  /** @param virtual the virtual time: what is not above it tells no more than that, and can go. */
  set(tenant: string | undefined, tag: number, virtual: number): void {
    this.#tags.set(tenant, tag)
    if (this.#tags.size >= this.#sweepAt) this.#sweep(virtual)
  }

  clear(): void {
    if (this.#tags.size === 0) return
    this.#tags.clear()
    this.#sweepAt = least
  }

  /** All tags move down. */
  shift(by: number): void {
    for (const [tenant, tag] of this.#tags) this.#tags.set(tenant, tag - by)
  }

  /** At least half of the places are free after it, so one costs O(1) by the time it comes again. */
  #sweep(virtual: number): void {
    for (const [tenant, tag] of this.#tags) if (tag <= virtual) this.#tags.delete(tenant)
    // A Map is in the order of their coming.
    for (const tenant of this.#tags.keys()) {
      if (this.#tags.size <= most / 2) break
      this.#tags.delete(tenant)
    }
    this.#sweepAt = Math.max(least, 2 * this.#tags.size)
  }
}
