import { wanted } from '../dispatch/out-of-time.ts'
import type { Demand } from '../roster/demand.ts'
import { oneLine } from '../roster/one-line.ts'
import type { Exclusion } from './exclusion.ts'
import type { CandidateInfo, ExcludedInfo, Explanation, QueueInfo, RetriesInfo } from './explanation.ts'

type Facts = Omit<Explanation, 'text'>

/** Most providers that are named one by one. */
const mostNamed = 5

/** How the balancers of the house choose. One of the application's is only named. */
const ways: Readonly<Record<string, string>> = {
  leastLoaded: 'the less loaded of two that are drawn by chance',
  roundRobin: 'one after the other',
  random: 'any of them by chance',
  affinity: 'the call has no affinity key, so any of them',
}

const stateWords: Readonly<Record<CandidateInfo['state'], string>> = {
  well: '',
  warming: ', new: it gets less until it is warm',
  trial: ', on trial: it was ejected, and a call shows whether it is well',
  ejected: ', ejected: it is asked because there is no choice',
}

/** For those that are only counted. */
const kinds: Readonly<Record<Exclusion, string>> = {
  service: 'without the service',
  method: 'without the method',
  label: 'without the label',
  provider: 'not asked for',
  identity: 'of another identity',
  full: 'full',
  ejected: 'ejected',
  trial: 'on trial',
  silent: 'new',
  paused: 'paused',
  draining: 'leaving',
  interrupted: 'away',
  blocked: 'busy sending',
}

/**
 * How far from what is asked one is of whom this is said. Of all else 0: it has what is asked, and may be able to take it
 * soon.
 */
const far: Readonly<Partial<Record<Exclusion, number>>> = {
  provider: 1,
  identity: 1,
  label: 1,
  silent: 2,
  method: 3,
  service: 4,
}

/** An explanation as a person would give it: a few lines, however many providers there are. */
export function inWords(facts: Facts, demand: Demand): string {
  const { method, outcome, error, candidates, excluded, retries } = facts
  const lines: string[] = []
  if (outcome === 'fail') lines.push(`${method} fails at once: ${messageOf(method, error?.message ?? '')}.`)
  else if (outcome === 'wait') lines.push(waits(facts, demand))
  else lines.push(goes(facts))
  if (candidates.length > 0) lines.push(`Can take it: ${listOf(candidates, able)}.`)
  if (excluded.length > 0) lines.push(`Left out: ${leftOut(excluded)}.`)
  if (retries !== undefined && outcome !== 'fail') lines.push(again(retries))
  // There are names, labels and keys in them.
  return lines.map(oneLine).join('\n')
}

/** Without the name of the method, where it is said already. */
export function messageOf(method: string, message: string): string {
  return message.startsWith(`${method}: `) ? message.slice(method.length + 2) : message
}

function goes({ method, path, balancer, affinity, candidates }: Facts): string {
  const [first] = candidates as readonly [CandidateInfo]
  if (affinity !== undefined) {
    const whose = `${method} goes to ${nameOf(first)}: the affinity key '${affinity.key}' belongs`
    if (affinity.home === first.provider) return `${whose} there, as long as it can take calls.`
    return `${whose} to ${affinity.name ?? affinity.home}, which can't take it now, and ${nameOf(first)} is the next.`
  }
  if (candidates.length === 1)
    return `${method} goes to ${nameOf(first)}, the only one on ${path} that can take it now.`
  const way = ways[balancer ?? ''] ?? `as the balancer '${balancer}' says`
  return `${method} goes to one of ${candidates.length} providers on ${path}: ${way}.`
}

function waits({ method, path, queue, excluded }: Facts, demand: Demand): string {
  const line = queue === undefined ? '' : ` ${inLine(queue)}`
  return `${method} waits: ${nobody(path, excluded, demand)}.${line}`
}

function nobody(path: string | undefined, excluded: readonly ExcludedInfo[], demand: Demand): string {
  const { service, method } = demand
  if (excluded.length === 0) return `no provider is connected on ${path}`
  const fitting = excluded.filter((one) => farness(one) === 0).length
  const able = demand.isPlain ? `has ${method}` : `has ${method} and ${wanted(demand)}`
  if (fitting === 1) return `the only provider on ${path} that ${able} can't take it now`
  if (fitting > 1) return `no provider on ${path} that ${able} can take it now (there are ${fitting})`
  const offered = excluded.some(({ why }) => !why.includes('service') && !why.includes('silent'))
  return offered ? `no provider on ${path} ${able}` : `no provider on ${path} offers ${service}`
}

function inLine({ waiting, ahead, oldestAge, tenant }: QueueInfo): string {
  if (waiting === 0) return 'No other call waits there.'
  const first =
    ahead === 0 ? 'It would be the next one' : `${calls(ahead)} ${ahead === 1 ? 'goes' : 'go'} first`
  const own = tenant === undefined ? '' : `, ${tenant.waiting} of them of the same tenant`
  return `${first}: ${calls(waiting)} ${waiting === 1 ? 'waits' : 'wait'} there${own}, the oldest for ${Math.round(oldestAge)} ms.`
}

function leftOut(excluded: readonly ExcludedInfo[]): string {
  // Those first that have what is asked.
  const ranked = excluded.map((one) => ({ one, far: farness(one) })).sort((a, b) => a.far - b.far)
  const sorted = ranked.map(({ one }) => one)
  return listOf(sorted, (one) => one.text, counted)
}

/** The first ones by name, the others by number. */
function listOf<T extends Named>(
  all: readonly T[],
  describe: (one: T) => string,
  sumUp: (others: readonly T[]) => string = () => '',
): string {
  const named = all.slice(0, mostNamed).map((one) => `${nameOf(one)} (${describe(one)})`)
  const others = all.slice(mostNamed)
  return others.length === 0
    ? named.join(', ')
    : `${named.join(', ')} and ${others.length} more${sumUp(others)}`
}

/** By what stands against them in the first place. */
function counted(others: readonly ExcludedInfo[]): string {
  const counts = new Map<string, number>()
  for (const { why } of others) {
    const kind = kinds[why[0] as Exclusion]
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return ` (${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')})`
}

function able({ inFlight, concurrency, share, state }: CandidateInfo): string {
  const part = share === 1 ? '' : `, share ${Number(share.toPrecision(2))}`
  return `${inFlight} of ${concurrency} in flight${part}${stateWords[state]}`
}

function again({ idempotent, maxAttempts, budget, hedge }: RetriesInfo): string {
  if (!idempotent) return 'Sent again only where it certainly did not start: it is not idempotent.'
  const most = `${maxAttempts} attempt${maxAttempts === 1 ? '' : 's'}`
  const lost = `It is idempotent, so it is sent again when its provider is lost or away: ${most} at most.`
  const beside =
    hedge === undefined
      ? ''
      : ` If the first has no answer ${slow(hedge)}, a second provider gets it as well (hedge).`
  const spent =
    budget >= 1 ? '' : ' The retry budget of the path is used up: one re-send and no hedge for now.'
  return `${lost}${beside}${spent}`
}

function slow(hedge: NonNullable<RetriesInfo['hedge']>): string {
  return typeof hedge === 'number' ? `after ${hedge} ms` : `within the ${hedge} of the last minute`
}

function farness({ why }: ExcludedInfo): number {
  return Math.max(...why.map((one) => far[one] ?? 0))
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`
}

type Named = Pick<CandidateInfo, 'provider' | 'name'>

function nameOf({ provider, name }: Named): string {
  return name ?? provider
}
