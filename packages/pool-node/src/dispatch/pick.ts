import { RpcError } from '@wsrpc/core'
import { affinity } from '../balancers/affinity.ts'
import type { Balancer } from '../balancers/balancer.ts'
import type { Member } from '../roster/instance.ts'
import type { Task } from './task.ts'

const byKey = affinity()

/** Who chooses for it: the path's balancer, unless it has a key and the balancer does not look at keys. */
export function balancerFor(
  { balancer }: { readonly balancer: Balancer },
  key: string | undefined,
): Balancer {
  return key === undefined || balancer.keyed === true ? balancer : byKey
}

/**
 * Chooses one of the candidates. A balancer may be the application's, and wrong: that fails this call, and neither
 * another nor the pool.
 */
export function pick(task: Task, candidates: readonly Member[], random: () => number): Member | RpcError {
  const { policy } = task.binding
  const balancer = balancerFor(policy, task.affinity)
  let cause: unknown
  try {
    const member = balancer.pick(candidates, random, task)
    if (member.free && member.binding === task.binding && task.demand.fits(member)) {
      const { id: provider, name } = member
      task.trace?.tell({ type: 'picked', provider, name, candidates: candidates.length, by: balancer.name })
      return member
    }
  } catch (error) {
    cause = error
  }
  const message = `${task.method}: the balancer '${balancer.name}' of ${policy.path} chose none of its candidates`
  return new RpcError('INTERNAL', message, { execution: task.execution, cause })
}
