import type { RpcError } from '@wsrpc/core'
import type { Hedge } from '../protection/hedge-delay.ts'
import type { Member } from '../roster/instance.ts'
import { oneLine } from '../roster/one-line.ts'
import type { Judged } from '../dispatch/calls.ts'
import { unplaceable } from '../dispatch/candidates.ts'
import { balancerFor } from '../dispatch/pick.ts'
import { queueFull } from '../dispatch/queue-full.ts'
import type { WaitingQueue } from '../dispatch/queue/waiting-queue.ts'
import type { Route } from '../dispatch/router.ts'
import type { Task } from '../dispatch/task.ts'
import { whyNot } from './exclusion.ts'
import type {
  AffinityInfo,
  CandidateInfo,
  ExcludedInfo,
  Explanation,
  QueueInfo,
  RetriesInfo,
} from './explanation.ts'
import { inWords, messageOf } from './in-words.ts'
import { homeOf, inOrder, takers } from './takers.ts'

export interface ExplainFacts {
  readonly queue: WaitingQueue<Task>
  readonly maxAttempts: number
  /** In ms of the pool's clock. */
  readonly now: number
}

/** Explains a call that nobody makes: it changes nothing. */
export function explain(judged: Judged, facts: ExplainFacts): Explanation {
  const { route, demand, idempotent, wishes } = judged
  const { method, binding } = route
  const balancer = balancerFor(binding.policy, wishes?.affinity)
  // A balancer of the application that looks at keys goes its own way.
  const key = balancer.name === 'affinity' ? wishes?.affinity : undefined
  const candidates = inOrder(takers(binding, demand), key)
  const chosen = new Set(candidates)
  const excluded = [...binding.members].filter((member) => !chosen.has(member))
  const error = whyFailed(judged, candidates, facts)
  const explained = {
    method,
    outcome: error !== undefined ? 'fail' : candidates.length > 0 ? 'send' : 'wait',
    error: error && { code: error.code, message: error.message },
    path: binding.policy.path,
    balancer: balancer.name,
    affinity: key === undefined ? undefined : affinityInfo(judged, key),
    candidates: candidates.map((member) => candidateInfo(member)),
    excluded: excluded.map((member) => excludedInfo(member, demand, facts.now)),
    queue: queueInfo(facts, wishes?.tenant, wishes?.priority ?? 0),
    retries: retriesInfo(route, idempotent, wishes?.hedge, facts),
  } as const
  return { ...explained, text: inWords(explained, demand) }
}

/** A call that goes nowhere: no path is bound for it, the pool leaves, or it is over before it begins. */
export function explainRefusal(method: string, { code, message }: RpcError): Explanation {
  const nothing = { path: undefined, balancer: undefined, affinity: undefined }
  const none = { candidates: [], excluded: [], queue: undefined, retries: undefined }
  const text = oneLine(`${method} fails at once: ${messageOf(method, message)}.`)
  return { method, outcome: 'fail', text, error: { code, message }, ...nothing, ...none }
}

function whyFailed(
  { route: { method, binding }, demand, wishes }: Judged,
  candidates: readonly Member[],
  { queue }: ExplainFacts,
): RpcError | undefined {
  const error = unplaceable({ binding, demand, method, tried: undefined, execution: 'not-started' })
  if (error !== undefined || candidates.length > 0) return error
  const bound = queue.refusal(wishes?.tenant)
  if (bound === undefined) return undefined
  return queueFull({ method, path: binding.policy.path, tenant: wishes?.tenant, bound, queue })
}

function candidateInfo(member: Member): CandidateInfo {
  const { id: provider, name, load, share, instance, health, warmth } = member
  const { inFlight, concurrency } = instance
  const state =
    health === undefined || health.state === 'well' ? (warmth < 1 ? 'warming' : 'well') : health.state
  return { provider, name, load, inFlight, concurrency, share, state }
}

function excludedInfo(member: Member, demand: Judged['demand'], now: number): ExcludedInfo {
  const found = whyNot(member, demand, now)
  const { id: provider, name } = member
  const text = oneLine(found.map((reason) => reason.text).join(', '))
  return { provider, name, why: found.map(({ why }) => why), text }
}

function affinityInfo({ route, demand }: Judged, key: string): AffinityInfo {
  const home = homeOf(route.binding, demand, key)
  return { key, home: home?.id, name: home?.name }
}

function queueInfo({ queue, now }: ExplainFacts, tenant: string | undefined, priority: number): QueueInfo {
  const oldest = queue.oldest()
  return {
    waiting: queue.size,
    limit: queue.limit,
    ahead: queue.ahead(tenant, priority),
    oldestAge: oldest === undefined ? 0 : now - oldest.begun,
    tenant: tenant === undefined ? undefined : { waiting: queue.sizeOf(tenant), limit: queue.tenantLimit },
  }
}

function retriesInfo(
  { guard }: Route,
  idempotent: boolean,
  hedge: Hedge | undefined,
  { maxAttempts, now }: ExplainFacts,
): RetriesInfo {
  return { idempotent, maxAttempts, budget: guard.budget.left(now), hedge }
}
