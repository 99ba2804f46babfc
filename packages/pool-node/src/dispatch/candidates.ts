import { RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { Demand } from '../roster/demand.ts'
import type { Member } from '../roster/instance.ts'
import type { Task } from './task.ts'

/** What is placed: a task, or one that is only asked about. */
export type Placed = Pick<Task, 'binding' | 'demand' | 'method' | 'tried' | 'execution'>

/** Those that could take it now. Must not be changed or kept. */
export function candidatesFor({ binding, demand }: Pick<Placed, 'binding' | 'demand'>): readonly Member[] {
  const offer = binding.offer(demand.service)
  if (offer === undefined) return []
  const candidates = offer.candidates(demand)
  if (candidates.length > 0 || binding.barred === 0 || !offer.isAbandoned(demand)) return candidates
  return [...offer.asked(demand)].filter((member) => member.free)
}

/** Whether a member that could take a call may have one that asks for this. */
export function suits(demand: Demand, member: Member, binding: Binding): boolean {
  if (!demand.fits(member)) return false
  return !member.barred || demand.isNamed || binding.offer(demand.service)?.isAbandoned(demand) === true
}

/** Why there is no point in waiting for somebody; `undefined`: there is. */
export function unplaceable({ binding, demand, method, execution }: Placed): RpcError | undefined {
  const offer = binding.offer(demand.service)
  if (demand.instance !== undefined && (offer === undefined || offer.asked(demand).size === 0)) {
    return new RpcError('UNAVAILABLE', `${method}: the provider that was asked is gone`, { execution })
  }
  if (offer === undefined || offer.count(demand.method) > 0) return undefined
  const message = `no connected provider of ${demand.service} has the method ${method}`
  return new RpcError('UNIMPLEMENTED', message, { execution })
}
