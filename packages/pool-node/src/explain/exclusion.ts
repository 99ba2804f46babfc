import type { Demand } from '../roster/demand.ts'
import type { Member, PoolConnection } from '../roster/instance.ts'
import { isReachable } from './takers.ts'

/** Why an instance on the path gets no call of a kind now. */
export type Exclusion =
  /** It does not offer the service. */
  | 'service'
  /** It offers the service without the method: another version. */
  | 'method'
  /** It has not all labels that are asked for. */
  | 'label'
  /** Another one is asked for by name. */
  | 'provider'
  /** It did not prove to be the one that is asked for. */
  | 'identity'
  /** All its slots are taken, or it said so. */
  | 'full'
  /** It failed too often. */
  | 'ejected'
  /** It was ejected, and has the one call that shows whether it is well. */
  | 'trial'
  /** It has said nothing yet of what it offers. */
  | 'silent'
  | 'paused'
  /** It said that it goes. */
  | 'draining'
  /** It lost its socket, and may come back. */
  | 'interrupted'
  /** What was sent to it has not left yet. */
  | 'blocked'

export interface Reason {
  readonly why: Exclusion
  readonly text: string
}

type Connected = Extract<Exclusion, 'silent' | 'paused' | 'draining' | 'interrupted' | 'blocked'>

/** What can stand against a connection, the most lasting first. */
const hindrances: readonly (readonly [
  why: Connected,
  text: string,
  holds: (one: PoolConnection) => boolean,
])[] = [
  ['draining', 'leaving', ({ draining, end }) => draining || end !== undefined],
  ['interrupted', 'away: its socket is lost, and it may come back', ({ interrupted }) => interrupted],
  ['paused', 'paused', ({ paused, refusedPaused }) => paused || refusedPaused],
  ['silent', 'new: it has not said yet what it offers', ({ status }) => status === undefined],
  [
    'blocked',
    'busy sending: its connection takes no more for now',
    ({ blocked, interrupted, link }) => !interrupted && (blocked || !link.hasRoom),
  ],
]

/**
 * All that stands against a member, the most lasting first; empty: it could take the call.
 *
 * @param now in ms of the pool's clock
 */
export function whyNot(member: Member, demand: Demand, now: number): readonly Reason[] {
  // What it offers and how much it takes, nobody knows before it says so.
  if (member.connections.every(({ status }) => status === undefined)) return unreachable(member)
  const ill = demand.isNamed ? [] : unwell(member, now)
  return [...unfit(member, demand), ...ill, ...unable(member), ...unreachable(member)]
}

function unfit(member: Member, demand: Demand): readonly Reason[] {
  const { service, labels } = demand
  if (!member.anything && !member.services.has(service))
    return [{ why: 'service', text: `it does not offer ${service}` }]
  if (!demand.isOfferedBy(member)) return [{ why: 'method', text: `its ${service} has no such method` }]
  const lack = demand.lackOf(member)
  if (lack === 'provider') return [{ why: 'provider', text: 'another one is asked for' }]
  if (lack === 'identity') return [{ why: 'identity', text: identityOf(member) }]
  if (lack === undefined) return []
  const wrong = Object.entries(labels ?? {}).filter(([name, label]) => member.labels[name] !== label)
  const text = wrong.map(([name, label]) => {
    if (!Object.hasOwn(member.labels, name)) return `it has no label ${name}`
    return `its label ${name} is ${JSON.stringify(member.labels[name])}, not ${JSON.stringify(label)}`
  })
  return [{ why: 'label', text: text.join(' and ') }]
}

function identityOf({ identity }: Member): string {
  return identity === undefined ? 'it did not prove who it is' : `it proved to be ${JSON.stringify(identity)}`
}

function unwell({ health, barred }: Member, now: number): readonly Reason[] {
  if (!barred) return []
  if (health?.state === 'trial') return [{ why: 'trial', text: 'on trial: it has the one call that it gets' }]
  const left = Math.max(0, Math.round((health?.until ?? now) - now))
  return [{ why: 'ejected', text: `ejected for ${left} ms more: too many of its calls failed` }]
}

function unable({ instance }: Member): readonly Reason[] {
  const { inFlight, concurrency, hasSlot, refused } = instance
  if (hasSlot) return []
  const text =
    refused && inFlight < concurrency
      ? 'full, as it said itself'
      : `full: ${inFlight} of ${concurrency} in flight`
  return [{ why: 'full', text }]
}

function unreachable(member: Member): readonly Reason[] {
  if (isReachable(member)) return []
  const { connections } = member
  const holding = hindrances.filter(([, , holds]) => connections.some((one) => holds(one)))
  return holding.map(([why, text]) => ({ why, text }))
}
