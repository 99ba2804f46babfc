import type { RpcError } from '@wsrpc/core'
import { ranked } from '../balancers/affinity.ts'
import type { Hedge } from '../protection/hedge-delay.ts'
import type { Member } from '../roster/instance.ts'
import type { Judged } from '../dispatch/calls.ts'
import { candidatesFor, unplaceable } from '../dispatch/candidates.ts'
import { balancerFor } from '../dispatch/pick.ts'
import type { WaitingQueue } from '../dispatch/queue/waiting-queue.ts'
import type { Route } from '../dispatch/router.ts'
import type { Task } from '../dispatch/task.ts'
import { whyNot } from './exclusion.ts'
import type { CandidateInfo, ExcludedInfo, Explanation, QueueInfo, RetriesInfo } from './explanation.ts'
import { inWords } from './in-words.ts'

export interface ExplainFacts {
  readonly queue: WaitingQueue<Task>
  readonly maxAttempts: number
  /** In ms of the pool's clock. */
  readonly now: number
}

/** Explains a call that nobody makes: it changes nothing. */
export function explain({ route, demand, idempotent, wishes }: Judged, facts: ExplainFacts): Explanation {
  const { method, binding } = route
  const key = wishes?.affinity
  const placed = { binding, demand, method, tried: undefined, execution: 'not-started' } as const
  const balancer = balancerFor(binding.policy, key)
  const candidates = inOrder(candidatesFor(placed), key)
  const chosen = new Set(candidates)
  const excluded = [...binding.members].filter((member) => !chosen.has(member))
  const error = unplaceable(placed)
  const queue = queueInfo(facts, wishes?.tenant, wishes?.priority ?? 0)
  const full =
    candidates.length === 0 && error === undefined ? facts.queue.refusal(wishes?.tenant) : undefined
  const facade = {
    method,
    outcome: outcomeOf(candidates.length, error !== undefined || full !== undefined),
    error:
      error !== undefined
        ? { code: error.code, message: error.message }
        : full && { code: 'RESOURCE_EXHAUSTED' as const, message: `${method}: the queue is full` },
    path: binding.policy.path,
    balancer: balancer.name,
    candidates: candidates.map((member) => candidateInfo(member)),
    excluded: excluded.map((member) => excludedInfo(member, demand)),
    queue,
    retries: retriesInfo(route, idempotent, wishes?.hedge, facts),
  }
  return { ...facade, text: inWords(facade, demand, key) }
}

/** A call that goes nowhere: no path is bound for it, or the pool leaves. */
export function explainRefusal(method: string, { code, message }: RpcError): Explanation {
  return {
    method,
    outcome: 'fail',
    text: `${method} fails at once: ${message}.`,
    error: { code, message },
    path: undefined,
    balancer: undefined,
    candidates: [],
    excluded: [],
    queue: undefined,
    retries: undefined,
  }
}

function outcomeOf(candidates: number, fails: boolean): Explanation['outcome'] {
  if (fails) return 'fail'
  return candidates > 0 ? 'send' : 'wait'
}

function inOrder(candidates: readonly Member[], key: string | undefined): readonly Member[] {
  return key === undefined ? [...candidates].sort((a, b) => a.load - b.load) : ranked(candidates, key)
}

function candidateInfo(member: Member): CandidateInfo {
  const { id: provider, name, load, share, instance, health, warmth } = member
  const { inFlight, concurrency } = instance
  const state =
    health === undefined || health.state === 'well' ? (warmth < 1 ? 'warming' : 'well') : health.state
  return { provider, name, load, inFlight, concurrency, share, state }
}

function excludedInfo(member: Member, demand: Judged['demand']): ExcludedInfo {
  const found = whyNot(member, demand)
  const { id: provider, name } = member
  return { provider, name, why: found.map(({ why }) => why), text: found.map(({ text }) => text).join(', ') }
}

function queueInfo({ queue, now }: ExplainFacts, tenant: string | undefined, priority: number): QueueInfo {
  const oldest = queue.oldest()
  return {
    waiting: queue.size,
    limit: queue.limit,
    ahead: queue.ahead(tenant, priority),
    oldest: oldest === undefined ? 0 : now - oldest.begun,
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
