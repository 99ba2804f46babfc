import { isRpcError, RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { Demand } from '../roster/demand.ts'
import type { Member, PoolConnection } from '../roster/instance.ts'

/** What one provider answered to a call to all. */
export type CallAllResult<R> =
  | { readonly provider: string; readonly name: string | undefined; readonly value: R }
  | { readonly provider: string; readonly name: string | undefined; readonly error: RpcError }

/**
 * Whom a call to all is for: the instances that have the method, and say neither that they pause nor that they go. Those
 * that are away for a moment, in their resume window, are among them: to leave one out would not be all.
 */
export function allAsked(binding: Binding, demand: Demand): readonly Member[] {
  const asked = binding.offer(demand.service)?.asked(demand) ?? []
  return [...asked].filter(({ connections }) => connections.some(isWilling))
}

/** Whether it counts for a call to all. */
function isWilling({ status, draining, refusedPaused, end }: PoolConnection): boolean {
  return status !== undefined && status.paused !== true && !draining && !refusedPaused && end === undefined
}

/**
 * What it answers, or how that failed. One that is away is not asked: it may come back, but nobody knows.
 *
 * @param ask makes the call
 */
export async function answerOf<R>(
  { id: provider, name, connections }: Member,
  method: string,
  ask: () => Promise<unknown>,
): Promise<CallAllResult<R>> {
  try {
    if (connections.every((one) => one.interrupted || !isWilling(one))) throw isAway(method)
    return { provider, name, value: (await ask()) as R }
  } catch (error) {
    return { provider, name, error: isRpcError(error) ? error : byInterceptor(method, error) }
  }
}

function isAway(method: string): RpcError {
  const message = `${method}: the provider is away: its socket is lost, and it may come back`
  return new RpcError('UNAVAILABLE', message, { execution: 'not-started' })
}

/** All else that can throw is the application's own step around the call; whether it went on before, nobody knows. */
function byInterceptor(method: string, cause: unknown): RpcError {
  const message = `${method}: a step around the call threw`
  return new RpcError('INTERNAL', message, { cause, execution: 'unknown' })
}
