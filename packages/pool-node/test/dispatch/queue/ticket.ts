import { type QueueOptions, type Waiting, WaitingQueue } from '../../../src/dispatch/queue/waiting-queue.ts'

export interface TicketOptions {
  /** The key of its demand. */
  readonly asks?: string
  /** Who alone may take it. Default: anybody. */
  readonly for?: string | undefined
  readonly priority?: number
  readonly tenant?: string | undefined
}

/** The least that can wait. */
export class Ticket implements Waiting {
  readonly order: number
  readonly demand: { readonly key: string; readonly for: string | undefined }
  readonly priority: number
  readonly tenant: string | undefined
  lane: object | undefined = undefined
  ahead: this | undefined = undefined
  behind: this | undefined = undefined

  constructor(order: number, { asks = 'A.x', for: name, priority = 0, tenant }: TicketOptions = {}) {
    this.order = order
    // Each has its own: only the keys are the same.
    this.demand = { key: asks, for: name }
    this.priority = priority
    this.tenant = tenant
  }
}

/** Whoever is free can take anything. */
export const any = (): boolean => true

export const asking =
  (...keys: readonly string[]) =>
  ({ key }: { readonly key: string }): boolean =>
    keys.includes(key)

/** Without bounds, and with weight 1 for everybody, if nothing else is said. */
export function queueOf(options: Partial<QueueOptions> = {}): WaitingQueue<Ticket> {
  return new WaitingQueue({ limit: Infinity, tenantLimit: Infinity, weight: () => 1, ...options })
}

/** A queue whose tickets get their order by themselves. */
export class Counter {
  readonly queue: WaitingQueue<Ticket>
  #order = 0

  constructor(options: Partial<QueueOptions> = {}) {
    this.queue = queueOf(options)
  }

  add(options?: TicketOptions): Ticket {
    const ticket = new Ticket(this.#order++, options)
    this.queue.add(ticket)
    return ticket
  }

  fill(count: number, options?: TicketOptions): void {
    for (let n = 0; n < count; n++) this.add(options)
  }

  /** Takes so many, and fewer if there are not as many. */
  take(
    count: number,
    fits: (demand: Ticket['demand']) => boolean = any,
    names: readonly string[] = [],
  ): Ticket[] {
    const taken: Ticket[] = []
    while (taken.length < count) {
      const ticket = this.queue.take(fits, names)
      if (ticket === undefined) break
      taken.push(ticket)
    }
    return taken
  }
}

/** How many of each tenant there are. */
export function countByTenant(tickets: readonly Ticket[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { tenant } of tickets) counts[`${tenant}`] = (counts[`${tenant}`] ?? 0) + 1
  return counts
}
