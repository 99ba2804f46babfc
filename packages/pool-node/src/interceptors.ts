import { closeStreams, intercept, type Interceptor } from '@wsrpc/core'
import type { PoolCall } from './options.ts'

/**
 * Runs the application's steps around an outgoing call. `run` begins it, with what they made of it; `ended` is told when
 * the last of them has ended.
 */
export function runIntercepted(
  steps: readonly Interceptor<PoolCall>[],
  call: PoolCall,
  run: (call: PoolCall) => Promise<unknown>,
  ended: (() => void) | undefined,
): Promise<unknown> {
  let begun = false
  const last = (): unknown => {
    begun = true
    return run(call)
  }
  return Promise.resolve()
    .then(() => intercept(steps, call, last))
    .finally(() => {
      if (!begun) closeStreams(call.params) // a step had the last word: they are not sent
      ended?.()
    })
}
