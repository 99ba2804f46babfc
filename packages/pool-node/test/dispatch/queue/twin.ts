import type { Ticket } from './ticket.ts'

type Tenant = string | undefined

/** Does what the queue should, obviously and slowly: sorts a plain array each time, and keeps every tag for ever. */
export class Twin {
  tickets: Ticket[] = []
  #starts = new Map<Tenant, number>()
  #finishes = new Map<Tenant, number>()
  #virtual = 0
  readonly #weight: (tenant: string) => number

  constructor(weight: (tenant: string) => number) {
    this.#weight = weight
  }

  add(ticket: Ticket): void {
    const { tenant } = ticket
    if (!this.#waits(tenant)) {
      this.#starts.set(tenant, Math.max(this.#finishes.get(tenant) ?? 0, this.#virtual))
    }
    this.tickets.push(ticket)
  }

  remove(ticket: Ticket): void {
    this.tickets = this.tickets.filter((one) => one !== ticket)
    const { tenant } = ticket
    if (!this.#waits(tenant)) this.#finishes.set(tenant, this.#start(tenant))
    if (this.tickets.length > 0) return
    this.#finishes.clear()
    this.#virtual = 0
  }

  /** @param names of whoever takes it; `undefined`: of all */
  take(fits: (demand: Ticket['demand']) => boolean, names?: readonly string[]): Ticket | undefined {
    const [first] = this.tickets
      .filter(({ demand }) => demand.for === undefined || names?.includes(demand.for) !== false)
      .filter(({ demand }) => fits(demand))
      .sort(
        (a, b) =>
          this.#start(a.tenant) - this.#start(b.tenant) || b.priority - a.priority || a.order - b.order,
      )
    if (first === undefined) return undefined
    const { tenant } = first
    this.#virtual = Math.max(this.#virtual, this.#start(tenant))
    this.#starts.set(tenant, this.#virtual + 1 / (tenant === undefined ? 1 : this.#weight(tenant)))
    this.remove(first)
    return first
  }

  /** Lets one more wait in a copy, and takes all until it comes. */
  ahead(ticket: Ticket): number {
    const copy = new Twin(this.#weight)
    copy.tickets = [...this.tickets]
    copy.#starts = new Map(this.#starts)
    copy.#finishes = new Map(this.#finishes)
    copy.#virtual = this.#virtual
    copy.add(ticket)
    let count = 0
    while (copy.take(() => true) !== ticket) count++
    return count
  }

  sizeOf(tenant: Tenant): number {
    return this.tickets.filter((ticket) => ticket.tenant === tenant).length
  }

  #waits(tenant: Tenant): boolean {
    return this.tickets.some((ticket) => ticket.tenant === tenant)
  }

  #start(tenant: Tenant): number {
    return this.#starts.get(tenant) as number
  }
}
