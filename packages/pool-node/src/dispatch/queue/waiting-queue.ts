import { countBefore, countFrom, tagAfter } from './ahead.ts'
import { Lane } from './lane.ts'
import { Lines } from './lines.ts'
import { Shares } from './shares.ts'
import type { Waiting } from './waiting.ts'

export type { Waiting } from './waiting.ts'

/** What keeps a call from waiting. */
type Bound = 'limit' | 'tenantLimit'

export interface QueueOptions {
  /** Most that may wait, but for the room that tenants always have: see {@link WaitingQueue.refusal}. */
  readonly limit: number
  /** Most of one tenant that may wait; those without a tenant have `limit` only. */
  readonly tenantLimit: number
  /** The share of a tenant, above 0; 1 is normal. Asked when it begins to wait. */
  weight(tenant: string): number
}

/**
 * The calls of one binding that wait for a provider. Tenants take turns by their weights, over all that they wait for:
 * see {@link Shares}. Within a tenant the highest priority goes first, then the oldest. A line for each demand, since
 * one that nobody can take must not hold up another.
 *
 * A young call comes in at O(1), and leaves at O(1) from wherever it is; the first of a tenant in a line, and the last,
 * cost O(log tenants of the line). All this on average.
 */
export class WaitingQueue<T extends Waiting> {
  readonly limit: number
  readonly tenantLimit: number
  readonly #lines = new Lines<T>()
  readonly #shares: Shares<Lane<T>>
  #size = 0

  constructor(options: QueueOptions) {
    this.limit = options.limit
    this.tenantLimit = options.tenantLimit
    this.#shares = new Shares((tenant) => options.weight(tenant))
  }

  get size(): number {
    return this.#size
  }

  /** How many tenants wait; those without a name do not count. */
  get tenants(): number {
    return this.#shares.named
  }

  /** How many calls of the tenant wait; `undefined`: of those without one. */
  sizeOf(tenant: string | undefined): number {
    return this.#shares.get(tenant)?.size ?? 0
  }

  /**
   * Which bound one more call of the tenant would break; if both, `limit`. `undefined`: none. Those without a tenant may
   * fill the queue, and tenants find room all the same: to them, those count as `limit - tenantLimit` at most, or
   * `tenantLimit` if that is more. So `limit` can be exceeded, by `tenantLimit` at most.
   */
  refusal(tenant: string | undefined): Bound | undefined {
    return this.#broken(tenant, 1)
  }

  /** Which bound is broken already, as the tenant's calls see it. */
  excess(tenant: string | undefined): Bound | undefined {
    return this.#broken(tenant, 0)
  }

  #broken(tenant: string | undefined, more: number): Bound | undefined {
    if (this.#size + more > this.limit && this.#countFor(tenant) + more > this.limit) return 'limit'
    return tenant !== undefined && this.sizeOf(tenant) + more > this.tenantLimit ? 'tenantLimit' : undefined
  }

  /** How many wait, as far as they count against that tenant. */
  #countFor(tenant: string | undefined): number {
    if (tenant === undefined) return this.#size
    const nameless = this.sizeOf(undefined)
    const share = Math.max(this.tenantLimit, this.limit - this.tenantLimit)
    return this.#size - Math.max(0, nameless - share)
  }

  /**
   * Never refuses: the bounds are the caller's to ask. One that was here before may come back, and walks to its place.
   *
   * @throws what `weight` throws; nothing has changed then.
   */
  add(task: T): void {
    const { demand } = task
    const tenant = this.#shares.join(task.tenant)
    tenant.size++
    this.#size++
    const lane = tenant.lanes.get(demand.key)
    if (lane === undefined) return this.#open(new Lane(tenant, task), demand)
    lane.insert(task)
    if (lane.first === task) this.#lines.get(demand.key)?.changed(lane)
  }

  #open(lane: Lane<T>, demand: T['demand']): void {
    lane.tenant.lanes.set(demand.key, lane)
    const line = this.#lines.get(demand.key)
    if (line === undefined) this.#lines.add(demand, lane)
    else line.add(lane)
  }

  /** Does nothing if it does not wait. Its tenant is not charged. */
  remove(task: T): void {
    const lane = task.lane as Lane<T> | undefined
    if (lane === undefined) return
    this.#delete(task, lane)
    if (lane.tenant.size === 0) this.#shares.leave(lane.tenant)
  }

  /**
   * Takes the one whose turn it is, of those that fit; its tenant is charged.
   *
   * @param fits whether what is asked can be given. Asked once for each demand at most.
   * @param names of whoever is free: what is for another name is not looked at. No two equal.
   */
  take(fits: (demand: T['demand']) => boolean, names: Iterable<string> = []): T | undefined {
    const front = this.#lines.front(fits, names)
    const task = front?.first
    if (front === undefined || task === undefined) return undefined
    const { tenant } = front
    this.#delete(task, front)
    this.#shares.charge(tenant)
    if (tenant.size === 0) this.#shares.leave(tenant)
    return task
  }

  #delete(task: T, lane: Lane<T>): void {
    lane.delete(task)
    lane.tenant.size--
    this.#size--
    if (lane.isEmpty) this.#close(lane, task.demand.key)
  }

  #close(lane: Lane<T>, key: string): void {
    const line = this.#lines.get(key)
    line?.delete(lane)
    if (line?.isEmpty === true) this.#lines.delete(line)
    // One that leaves takes its lanes with it.
    if (lane.tenant.size > 0) lane.tenant.lanes.delete(key)
  }

  /** The one that came first. Costs a look at each lane: for statistics, not for each call. */
  oldest(): T | undefined {
    let oldest: T | undefined
    for (const { lanes } of this.#shares) {
      for (const { oldest: task } of lanes.values()) {
        if (task !== undefined && (oldest === undefined || task.order < oldest.order)) oldest = task
      }
    }
    return oldest
  }

  /**
   * How many of those that wait would be taken before a new one of that tenant and priority, if whoever is free could
   * take any. Costs a look at each tenant.
   */
  ahead(tenant: string | undefined, priority: number): number {
    const { virtual } = this.#shares
    const own = this.#shares.get(tenant)
    let count = own === undefined ? 0 : countFrom(own, priority)
    const tag = own === undefined ? this.#shares.begin(tenant) : tagAfter(own, count, virtual)
    for (const other of this.#shares) if (other !== own) count += countBefore(other, tag, priority, virtual)
    return count
  }

  /** Those that are for that name, in no order: a copy. */
  waitingFor(name: string): T[] {
    return [...this.#lines.for(name)].flatMap((line) => line.tasks())
  }

  /** All that wait, in no order. Those that leave before their turn are left out. */
  *[Symbol.iterator](): Generator<T> {
    for (const { lanes } of this.#shares) {
      for (const lane of lanes.values()) {
        for (const task of lane.tasks()) if (task.lane === lane) yield task
      }
    }
  }
}
