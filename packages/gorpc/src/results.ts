import { RpcError } from '@wsrpc/core'

/**
 * What is answered: what the method returned, or what stands for nothing.
 *
 * @throws RpcError INVALID_ARGUMENT, not started, when there is nothing, and nothing stands for it.
 */
export function resultOf(
  value: unknown,
  method: string,
  nothing: ((method: string) => unknown) | undefined,
): unknown {
  const result = value ?? nothing?.(method) ?? undefined
  if (result === undefined) throw nothingReturned(method)
  return result
}

/** A null beside no error is for Go's client an error without words, and the end of it. */
export function nothingReturned(method: string): RpcError {
  const message = `${method} returned nothing, which Go can't read as a result: return a value, or tell the dialect what stands for it, as { nothing: () => true }`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}

/**
 * The one param that net/rpc has.
 *
 * @throws RpcError INVALID_ARGUMENT, not started, when there are more.
 */
export function onlyParam(params: readonly unknown[], method: string): unknown {
  if (params.length <= 1) return params[0]
  const message = `${method} got ${params.length} params, and net/rpc has one: pass an object, as [{ A: 1, B: 2 }]`
  throw new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}
