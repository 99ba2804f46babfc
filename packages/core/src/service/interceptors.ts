/**
 * A step around a call: logging, timing, authorisation. It may look, change what its context lets it change, throw,
 * or answer by itself; `next()` goes on and gives the result.
 */
export type Interceptor<Context> = (context: Context, next: () => unknown) => unknown

/** Runs `last` inside the interceptors; the first is the outermost. */
export function intercept<Context>(
  interceptors: readonly Interceptor<Context>[],
  context: Context,
  last: () => unknown,
): unknown {
  const run = (index: number): unknown => {
    const interceptor = interceptors[index]
    return interceptor === undefined ? last() : interceptor(context, () => run(index + 1))
  }
  return run(0)
}
