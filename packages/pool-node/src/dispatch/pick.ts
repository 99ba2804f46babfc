import { RpcError } from '@wsrpc/core'
import { affinity } from '../balancers/affinity.ts'
import type { Balancer } from '../balancers/balancer.ts'
import type { Member, PoolConnection } from '../roster/instance.ts'
import type { Task } from './task.ts'

const byKey = affinity()
/** Of so few candidates all are looked at. */
const few = 32
/** Most draws from more of them, before all are looked at. */
const mostDraws = 8

/** Who chooses for it: the path's balancer, unless it has a key and the balancer does not look at keys. */
export function balancerFor(
  { balancer }: { readonly balancer: Balancer },
  key: string | undefined,
): Balancer {
  return key === undefined || balancer.keyed === true ? balancer : byKey
}

/** Chooses one of the candidates. */
export function pick(task: Task, candidates: readonly Member[], random: () => number): Member | RpcError {
  const balancer = balancerFor(task.binding.policy, task.affinity)
  const member = choose(task, balancer, candidates, random)
  return member instanceof RpcError ? member : told(task, balancer, candidates, member)
}

/**
 * Chooses one of other instances than those of some connections. Where there are many candidates nearly every draw is
 * one, and a search would cost the more the more there are.
 *
 * @returns `undefined`: there is no other.
 */
export function pickOther(
  task: Task,
  candidates: readonly Member[],
  than: readonly PoolConnection[],
  random: () => number,
): Member | RpcError | undefined {
  const isOther = ({ instance }: Member): boolean => !than.some(({ of }) => of === instance)
  const balancer = balancerFor(task.binding.policy, task.affinity)
  // For a key it would be the same one at each draw: its next is the first of the others.
  const draws = candidates.length <= few || balancer.keyed === true ? 0 : mostDraws
  for (let draw = 0; draw < draws; draw++) {
    const member = choose(task, balancer, candidates, random)
    if (member instanceof RpcError) return member
    if (isOther(member)) return told(task, balancer, candidates, member)
  }
  const others = candidates.filter(isOther)
  return others.length > 0 ? pick(task, others, random) : undefined
}

function told(task: Task, balancer: Balancer, candidates: readonly Member[], member: Member): Member {
  const { id: provider, name } = member
  task.trace?.tell({ type: 'picked', provider, name, candidates: candidates.length, by: balancer.name })
  return member
}

/** A balancer may be the application's, and wrong: that fails this call, and neither another nor the pool. */
function choose(
  task: Task,
  balancer: Balancer,
  candidates: readonly Member[],
  random: () => number,
): Member | RpcError {
  const { policy } = task.binding
  let cause: unknown
  try {
    const member = balancer.pick(candidates, random, task)
    if (member.free && member.binding === task.binding && task.demand.fits(member)) return member
  } catch (error) {
    cause = error
  }
  const message = `${task.method}: the balancer '${balancer.name}' of ${policy.path} chose none of its candidates`
  return new RpcError('INTERNAL', message, { execution: task.execution, cause })
}
