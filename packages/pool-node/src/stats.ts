import type { Reception } from './accept/reception.ts'
import type { Dispatch } from './dispatch/dispatch.ts'
import type { Binding } from './roster/binding.ts'
import type { Roster } from './roster/roster.ts'

/** Numbers of a pool: as it stands now, and counted since it was made. */
export interface PoolStats {
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
  /** Slots that are taken at the providers; also by calls whose caller gave up. */
  readonly inFlight: number
  /** Calls of providers that are not answered. */
  readonly serving: number
  /** Streams that are open, in both directions, over all connections. */
  readonly streams: number
  /** Calls and notifies that ended well. */
  readonly succeeded: number
  /** Those that failed, by code. */
  readonly failed: Readonly<Record<string, number>>
  /** Sendings after a refusal, a loss or an interruption. */
  readonly retries: number
  /** Attempts that a provider refused. */
  readonly refused: number
  /** Attempts whose connection was lost for good. */
  readonly lost: number
  /** Connections that came back over another socket and went on. */
  readonly resumes: number
  /** Answers, items and ends that came for no call and no stream. */
  readonly late: number
  /** Notifies of providers that could not be read. */
  readonly badNotifies: number
  /** Messages of a type that this version does not know. */
  readonly ignored: number
  /** By path. */
  readonly bindings: Readonly<Record<string, BindingStats>>
}

/** Numbers of one bound path. */
export interface BindingStats {
  readonly instances: number
  readonly waiting: number
}

/** Reads them; costs time by the number of connections, so not for every call. */
export function collectStats(
  roster: Roster,
  dispatch: Dispatch,
  reception: Reception,
  bindings: readonly Binding[],
  judging: number,
): PoolStats {
  const { succeeded, failed, retries, refused, lost } = dispatch.counters
  const connections = [...roster.connections.values()]
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const byPath = bindings.map((binding): [string, BindingStats] => [
    binding.policy.path,
    { instances: [...binding.members].length, waiting: dispatch.queue(binding).size },
  ])
  return {
    connections: connections.length,
    interrupted: connections.filter(({ interrupted }) => interrupted).length,
    instances: roster.instances,
    handshakes: reception.handshakes + judging,
    open: dispatch.open,
    waiting: sum(byPath.map(([, binding]) => binding.waiting)),
    inFlight: sum(connections.map(({ inFlight }) => inFlight)),
    serving: reception.serving,
    streams: reception.streams,
    succeeded,
    failed: Object.fromEntries(failed),
    retries,
    refused,
    lost,
    resumes: reception.resumes,
    ...reception.oddities,
    bindings: Object.fromEntries(byPath),
  }
}
