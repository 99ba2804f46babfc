import { formatPath, ValueError } from '../../codec/codec.ts'
import { RpcError } from '../../errors.ts'

/**
 * What a dialect throws when its writer refuses a value: with the place as the caller knows it, `params[0].user`. Anything but
 * a ValueError as it is.
 *
 * @param field what the value is in: `params`, `result`.
 */
export function untravellable(field: string, error: unknown): unknown {
  if (!(error instanceof ValueError)) return error
  const message = `${field}${formatPath(error.path)}: ${error.reason}`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started', cause: error })
}
