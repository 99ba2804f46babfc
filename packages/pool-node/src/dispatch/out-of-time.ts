import { deadlineExceeded, RpcError } from '@wsrpc/core'
import type { Demand } from '../roster/demand.ts'
import type { Offer } from '../roster/offer.ts'

type Progress = 'not-started' | 'unknown'

/** The error of a call whose time ran out while it waited: it says for whom. */
export function outOfTime(demand: Demand, offer: Offer | undefined, execution: Progress): RpcError {
  const { method, service } = demand
  if (offer === undefined)
    return unavailable(`no connected provider offers ${service} (${method})`, execution)
  if (offer.asked(demand).size > 0) {
    return deadlineExceeded(method, execution, 'while it waited for a free provider')
  }
  if (offer.count(method) === 0) {
    return deadlineExceeded(method, execution, 'while it waited: nobody here has the method')
  }
  return unavailable(`no connected provider of ${service} ${wanted(demand)} (${method})`, execution)
}

/** Whom a demand is for, in words: `is called 'worker-7' and has the label gpu: true`. */
export function wanted({ provider, identity, instance, labels }: Demand): string {
  const parts: string[] = []
  if (instance !== undefined) parts.push('is the one that was asked')
  else if (provider !== undefined) parts.push(`is called '${provider}'`)
  if (identity !== undefined) parts.push(`proved to be '${identity}'`)
  const pairs = Object.entries(labels ?? {}).map(([name, label]) => `${name}: ${JSON.stringify(label)}`)
  if (pairs.length > 0) parts.push(`has the label${pairs.length > 1 ? 's' : ''} ${pairs.join(', ')}`)
  return parts.join(' and ')
}

function unavailable(message: string, execution: Progress): RpcError {
  return new RpcError('UNAVAILABLE', message, { execution })
}
