import { RpcError } from '@wsrpc/core'
import { messageOf } from './ends.ts'
import { followRedirect } from './url.ts'

/**
 * Where a pool that drains sends us, if this side goes there; `undefined`: home.
 *
 * @param to what GOAWAY says
 * @param allowed the option `redirects`
 * @param report told why it is not followed
 */
export function redirectOf(
  to: string | undefined,
  from: URL,
  allowed: ReadonlySet<string>,
  report: (error: RpcError) => void,
): URL | undefined {
  if (to === undefined) return undefined
  try {
    return followRedirect(to, from, allowed)
  } catch (cause) {
    report(new RpcError('FAILED_PRECONDITION', `not followed: ${messageOf(cause)}`, { cause }))
    return undefined
  }
}
