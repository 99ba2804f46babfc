import type { Reception } from './accept/reception.ts'
import type { WaitingQueue } from './dispatch/queue/waiting-queue.ts'
import type { Task } from './dispatch/task.ts'
import type { Binding } from './roster/binding.ts'
import type { Roster } from './roster/roster.ts'
import { mostMethods, type Tallies } from './stats/tallies.ts'
import { type CallStats, Tally } from './stats/tally.ts'

/** Numbers of a pool: as it stands now, and counted since it was made. */
export interface PoolStats extends CallStats {
  /** Connections that stand now. */
  readonly connections: number
  /** Those of them whose socket is lost and may come back. */
  readonly interrupted: number
  /** Instances behind them. */
  readonly instances: number
  /** Handshakes that are under way. */
  readonly handshakes: number
  /** Calls that are not settled: waiting or sent. */
  readonly open: number
  /** Calls that wait for a provider. */
  readonly waiting: number
  /** Calls of providers that are not answered. */
  readonly serving: number
  /** Streams that are open, in both directions, over all connections. */
  readonly streams: number
  /** Connections that came back over another socket and went on. */
  readonly resumes: number
  /** Answers, items and ends that came for no call and no stream. */
  readonly late: number
  /** Notifies of providers that could not be read. */
  readonly badNotifies: number
  /** Messages of a type that this version does not know. */
  readonly ignored: number
  /** Of all sockets that there were, with what WebSocket and TLS add. */
  readonly bytesReceived: number
  readonly bytesSent: number
  /** By path. */
  readonly bindings: Readonly<Record<string, BindingStats>>
}

/** Numbers of one bound path. */
export interface BindingStats extends CallStats {
  readonly instances: number
  /** Calls that they take at once, all together: with `inFlight` it says how busy the path is. */
  readonly slots: number
  /** Those of them that get no calls because they fail too often. */
  readonly ejected: number
  readonly waiting: number
  /** How long the oldest of those has waited, in ms; 0 when none waits. */
  readonly oldestAge: number
  /** How many tenants wait. */
  readonly tenants: number
  /** How many hedges and further re-sends its `retryBudget` pays for now. */
  readonly retriesLeft: number
  /** By `Service.method`: those that were sent or wait, the first 1000. The rest is in the numbers of the path only. */
  readonly methods: Readonly<Record<string, MethodStats>>
}

/** Numbers of one method. Of one that no provider has had yet only `waiting` is told. */
export interface MethodStats extends CallStats {
  readonly waiting: number
}

/** A bound path, as its statistics need it. */
export interface Counted {
  readonly binding: Binding
  readonly tallies: Tallies
  readonly budget: { left(now: number): number }
  readonly queue: WaitingQueue<Task>
}

export interface StatsSources {
  readonly roster: Roster
  readonly reception: Reception
  readonly paths: readonly Counted[]
  /** Tasks that are not settled. */
  readonly open: number
  /** How many wait for `admit`. */
  readonly judging: number
  /** In ms of the pool's clock. */
  readonly now: number
}

/** Reads them; costs time by the number of connections, methods and waiting calls, so not for every call. */
export function collectStats({ roster, reception, paths, open, judging, now }: StatsSources): PoolStats {
  const connections = [...roster.connections.values()]
  const total = new Tally()
  const bindings: Record<string, BindingStats> = {}
  let waiting = 0
  for (const path of paths) {
    const sum = path.tallies.sum()
    total.add(sum)
    waiting += path.queue.size
    bindings[path.binding.policy.path] = bindingStats(path, sum, now)
  }
  return {
    connections: connections.length,
    interrupted: connections.filter(({ interrupted }) => interrupted).length,
    instances: roster.instances,
    handshakes: reception.handshakes + judging,
    open,
    waiting,
    serving: reception.serving,
    streams: reception.streams,
    resumes: reception.resumes,
    ...reception.counts,
    ...total.snapshot(),
    bindings,
  }
}

function bindingStats({ binding, tallies, budget, queue }: Counted, sum: Tally, now: number): BindingStats {
  const members = [...binding.members]
  const oldest = queue.oldest()
  return {
    instances: binding.size,
    slots: members.reduce((sum, { instance }) => sum + instance.concurrency, 0),
    ejected: members.filter(({ health }) => health?.state === 'ejected').length,
    waiting: queue.size,
    oldestAge: oldest === undefined ? 0 : now - oldest.begun,
    tenants: queue.tenants,
    retriesLeft: budget.left(now),
    ...sum.snapshot(),
    methods: methodStats(tallies, queue),
  }
}

function methodStats(tallies: Tallies, queue: WaitingQueue<Task>): BindingStats['methods'] {
  const waiting = new Map<string, number>()
  for (const { method } of queue) waiting.set(method, (waiting.get(method) ?? 0) + 1)
  const stats = new Map<string, MethodStats>()
  for (const [method, tally] of tallies.methods) {
    stats.set(method, { waiting: waiting.get(method) ?? 0, ...tally.snapshot() })
  }
  // That no provider had them yet may be just why their calls wait.
  for (const [method, count] of waiting) {
    if (stats.has(method)) continue
    if (stats.size >= mostMethods) break
    stats.set(method, { waiting: count, ...new Tally().snapshot() })
  }
  return Object.fromEntries(stats)
}
