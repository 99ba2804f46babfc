import { FinishTags } from './finish-tags.ts'
import { Tenant } from './tenant.ts'

/** From here on all tags move down, so that they stay whole numbers below 2 ** 53, and sums of them exact. */
const mostVirtual = 2 ** 50

/**
 * Who waits, and whose turn it is by what each had: start-time fair queueing (Goyal, Vin, Cheng, "Start-time Fair
 * Queuing: A Scheduling Algorithm for Integrated Services Packet Switching Networks", SIGCOMM 1996). A tenant's start
 * tag rises by 1 / weight with each call that is taken, and the smallest goes first. Virtual time is the start tag of
 * the call that was taken last; who begins to wait starts there, so that nobody saves up turns while away.
 *
 * One thing differs, as not everyone can take every call. A tenant that was passed over, because nobody could take
 * what it asks, has a tag below virtual time. Its next call goes first, and is charged as of now: else it would have
 * saved up turns, and could shut out all others until they are used up.
 */
export class Shares<L extends { tag: number }> {
  readonly #weight: (tenant: string) => number
  readonly #tenants = new Map<string | undefined, Tenant<L>>()
  readonly #finished = new FinishTags()
  #virtual = 0

  constructor(weight: (tenant: string) => number) {
    this.#weight = weight
  }

  get virtual(): number {
    return this.#virtual
  }

  /** How many tenants that have a name wait. */
  get named(): number {
    return this.#tenants.size - (this.#tenants.has(undefined) ? 1 : 0)
  }

  get(name: string | undefined): Tenant<L> | undefined {
    return this.#tenants.get(name)
  }

  /** Those that wait. */
  [Symbol.iterator](): Iterator<Tenant<L>> {
    return this.#tenants.values()
  }

  /** The start tag of one that would begin to wait now. */
  begin(name: string | undefined): number {
    return Math.max(this.#finished.get(name) ?? this.#virtual, this.#virtual)
  }

  /**
   * The tenant, which begins to wait if it does not yet.
   *
   * @throws what `weight` throws; nothing has changed then.
   */
  join(name: string | undefined): Tenant<L> {
    let tenant = this.#tenants.get(name)
    if (tenant !== undefined) return tenant
    tenant = new Tenant(name, name === undefined ? 1 : this.#weight(name), this.begin(name))
    this.#tenants.set(name, tenant)
    return tenant
  }

  /** A call of it is taken. */
  charge(tenant: Tenant<L>): void {
    this.#virtual = Math.max(this.#virtual, tenant.tag)
    tenant.tag = this.#virtual + tenant.cost
    if (this.#virtual >= mostVirtual) this.#rebase()
  }

  /** It has nothing that waits any more. */
  leave(tenant: Tenant<L>): void {
    this.#tenants.delete(tenant.name)
    if (this.#tenants.size > 0) {
      if (tenant.tag > this.#virtual) this.#finished.set(tenant.name, tenant.tag, this.#virtual)
      return
    }
    // Nobody was kept from anything: all begin anew.
    this.#virtual = 0
    this.#finished.clear()
  }

  /** Only differences count. A tenant that is passed over for ages goes below 0, which harms nothing. */
  #rebase(): void {
    const by = this.#virtual
    this.#virtual = 0
    this.#finished.shift(by)
    for (const tenant of this.#tenants.values()) {
      tenant.tag -= by
      for (const lane of tenant.lanes.values()) lane.tag -= by
    }
  }
}
