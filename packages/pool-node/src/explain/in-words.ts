import { wanted } from '../dispatch/out-of-time.ts'
import type { Demand } from '../roster/demand.ts'
import type { CandidateInfo, ExcludedInfo, Explanation } from './explanation.ts'

/** Most providers that are named one by one. */
const mostNamed = 5

/** How the balancers of the house choose. One of the application's is only named. */
const ways: Readonly<Record<string, string>> = {
  leastLoaded: 'the less loaded of two that are drawn by chance',
  roundRobin: 'one after the other',
  random: 'any of them by chance',
}

/** An explanation as a person would give it. */
export function inWords(facts: Omit<Explanation, 'text'>, demand: Demand, key: string | undefined): string {
  const { method, outcome, error, candidates, excluded, retries } = facts
  const lines: string[] = []
  if (outcome === 'fail') lines.push(`${method} fails at once: ${error?.message}.`)
  else if (outcome === 'wait') lines.push(waits(facts, demand))
  else lines.push(goes(facts, key))
  for (const { state, ...one } of candidates.slice(0, mostNamed)) {
    if (state !== 'well') lines.push(`${nameOf(one)} is ${stateWords[state]}.`)
  }
  if (excluded.length > 0) lines.push(`${outcome === 'send' ? 'Not' : 'On the path:'} ${listed(excluded)}.`)
  if (retries !== undefined) lines.push(again(retries))
  return lines.join('\n')
}

const stateWords: Readonly<Record<Exclude<CandidateInfo['state'], 'well'>, string>> = {
  warming: 'new, and gets less than its share until it is warm',
  trial: 'on trial: it was ejected, and the next call shows whether it is well',
  ejected: 'ejected, and is asked because there is nobody else',
}

function goes(
  { method, path, balancer, candidates }: Omit<Explanation, 'text'>,
  key: string | undefined,
): string {
  const [first] = candidates as readonly [CandidateInfo]
  if (candidates.length === 1)
    return `${method} goes to ${nameOf(first)}, the only one on ${path} that can take it now.`
  if (key !== undefined && balancer === 'affinity') {
    return `${method} goes to ${nameOf(first)}: the affinity key '${key}' belongs there, as long as it can take calls.`
  }
  const way = ways[balancer ?? ''] ?? `as the balancer '${balancer}' says`
  return `${method} goes to one of ${candidates.length} providers on ${path}: ${way}.`
}

function waits({ method, path, queue, excluded }: Omit<Explanation, 'text'>, demand: Demand): string {
  const nobody = excluded.every(({ why }) => why.some((one) => unfitting.has(one)))
  const asked = demand.isPlain ? `offers ${demand.service}` : wanted(demand)
  const why = nobody ? `no provider on ${path} ${asked}` : `no provider on ${path} can take it now`
  const ahead =
    queue === undefined || queue.ahead === 0 ? 'It is the next one' : `${queue.ahead} calls go before it`
  return `${method} waits: ${why}. ${ahead}.`
}

const unfitting: ReadonlySet<string> = new Set(['service', 'method', 'label', 'provider'])

function listed(excluded: readonly ExcludedInfo[]): string {
  const named = excluded.slice(0, mostNamed).map((one) => `${nameOf(one)} (${one.text})`)
  const more = excluded.length - named.length
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}

function again({ idempotent, maxAttempts, hedge }: NonNullable<Explanation['retries']>): string {
  if (!idempotent) return 'Tried again only where it certainly did not start: it is not idempotent.'
  const beside = hedge === undefined ? '' : `, and beside a first attempt that is slow (hedge: ${hedge})`
  return `Tried again when its provider loses the connection, at most ${maxAttempts} attempts: it is idempotent${beside}.`
}

function nameOf({ provider, name }: Pick<CandidateInfo, 'provider' | 'name'>): string {
  return name ?? provider
}
