import { type CallContext, detachedContext } from './context.ts'

const mark = Symbol.for('@wsrpc/handler')

/** A method that wants its context. Called locally it gets a detached one. */
export interface Handler<Params extends readonly unknown[], Result> {
  (...params: Params): Result
  /** For the registry; the context comes before the params, so no caller's param can pose as it. */
  readonly [key: symbol]: unknown
}

type WithContext<Params extends readonly unknown[], Result> = (
  context: CallContext,
  ...params: Params
) => Result

/**
 * Marks a method that wants its {@link CallContext}: who calls, how much time is left, whether it was cancelled.
 *
 * ```ts
 * const backend = {
 *   get: handler(async (context, id: string) => fetch(url(id), { signal: context.signal })),
 * }
 * ```
 *
 * Write the type of each param, also of one with a default: `n: number = 2`. Of `n = 2` alone the type is not
 * inferred, and callers could pass anything. A generic method or one with several signatures loses them, as in
 * {@link Remote}.
 */
export function handler<Params extends readonly unknown[], Result>(
  run: (context: CallContext, ...params: Params) => Result,
): Handler<Params, Result> {
  function local(this: unknown, ...params: Params): Result {
    return run.call(this, detachedContext(), ...params)
  }
  return Object.defineProperty(local, mark, { value: run }) as unknown as Handler<Params, Result>
}

/** What was given to {@link handler}; `undefined` for a plain function. */
export function contextual(method: object): WithContext<readonly unknown[], unknown> | undefined {
  return (method as Record<symbol, unknown>)[mark] as WithContext<readonly unknown[], unknown> | undefined
}
