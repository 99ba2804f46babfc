import { same } from '@wsrpc/contract-tests/provider/same'
import type { ConnectionInfo } from '@wsrpc/pool-node'
import { type Commands, onPool } from '../command.ts'
import { until } from '../poll.ts'

/** What the pool's side knows. */
export const looking: Commands = {
  connections: onPool(({ pool }) => [...pool.connections.values()].map(told)),
  /** Waits for so many connections that have said what they offer. */
  untilConnected: onPool(({ pool }, { count }) => {
    return until(() => [...pool.connections.values()].filter((one) => one.concurrency > 0).length === count)
  }),
  /** Waits for a connection of which all this holds. */
  untilThereIs: onPool(({ pool }, { wanted }) => {
    const wishes = Object.entries(wanted as object)
    return until(() =>
      [...pool.connections.values()].map(told).some((info) => {
        return wishes.every(([name, value]) => same(info[name], value))
      }),
    )
  }),
  untilRefused: onPool(({ pool }, { count }) => until(() => pool.stats().refused >= count)),
  headers: onPool(({ headers }) => headers),
  left: onPool(({ left }) => left),
  untilLeft: onPool(({ left }, { count }) => until(() => left.length >= count)),

  journal: onPool(({ desk }) => desk.journal),
  untilNoted: onPool(({ desk }, { text }) => until(() => desk.journal.includes(text))),
  letGo: onPool(({ desk }) => desk.letGo()),
  /** The newest stream of this side. */
  source: onPool(({ desk }) => desk.sources.at(-1)),
  untilClosed: onPool(({ desk }) => until(() => desk.sources.at(-1)?.closed === true)),
}

/** What tests look at of a connection. They are getters, which JSON leaves out. */
const fields = [
  ...(['id', 'name', 'instance', 'identity', 'subprotocol', 'services', 'labels'] as const),
  ...(['concurrency', 'inFlight', 'paused', 'draining', 'resumes', 'interrupted'] as const),
]

function told(info: ConnectionInfo): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, info[field]]))
}
