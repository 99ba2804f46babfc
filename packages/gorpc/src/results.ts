import { RpcError } from '@wsrpc/core'

/** The option `nothing` of both dialects. */
type Nothing = ((method: string) => unknown) | undefined

/**
 * What is answered: what the method returned, or what stands for nothing.
 *
 * @throws RpcError INVALID_ARGUMENT, not started, when there is nothing, and nothing stands for it, or `nothing` threw, which is
 * the `cause` then, or is async.
 */
export function resultOf(value: unknown, method: string, nothing: Nothing): unknown {
  const result = value ?? standIn(method, nothing) ?? undefined
  if (result === undefined) throw nothingReturned(method)
  return result
}

/** It is the user's code: what it throws has to end the call that asked for it, and not the process. */
function standIn(method: string, nothing: Nothing): unknown {
  try {
    const answer = nothing?.(method)
    if (!isThenable(answer)) return answer
    // An answer can't wait for it. Nobody else looks at how it ends, and a rejection would end the process.
    Promise.resolve(answer).catch(() => {})
  } catch (cause) {
    // Not its words: a pool that hides its errors from strangers would tell them here.
    const message = `the dialect's option 'nothing' threw for ${method}: have it return a value for each method`
    throw new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started', cause })
  }
  const message = `the dialect's option 'nothing' returned a promise for ${method}, and may not be async: have it return the value itself`
  throw new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}

function isThenable(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
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
