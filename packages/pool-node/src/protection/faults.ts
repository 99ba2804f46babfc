import type { ErrorCode, RpcError } from '@wsrpc/core'

/**
 * What an answer says about the instance that gave it. `'fault'`: it may be why the call failed; `'answer'`: it works,
 * and said no; `'nothing'`: neither. As HTTP 5xx and 4xx for Envoy's outlier detection.
 */
const verdicts: Readonly<Record<ErrorCode, 'fault' | 'answer' | 'nothing'>> = {
  CANCELLED: 'nothing',
  UNKNOWN: 'fault',
  INVALID_ARGUMENT: 'answer',
  DEADLINE_EXCEEDED: 'fault',
  NOT_FOUND: 'answer',
  ALREADY_EXISTS: 'answer',
  PERMISSION_DENIED: 'answer',
  RESOURCE_EXHAUSTED: 'answer',
  FAILED_PRECONDITION: 'answer',
  ABORTED: 'answer',
  OUT_OF_RANGE: 'answer',
  UNIMPLEMENTED: 'answer',
  INTERNAL: 'fault',
  UNAVAILABLE: 'fault',
  DATA_LOSS: 'fault',
  UNAUTHENTICATED: 'answer',
}

/** Whether an error counts as a failure of the instance. */
export type IsFault = (error: RpcError) => boolean

/** What an answer says about its instance; `isFault`: the application's own judgement of errors. */
export function verdictOn(error: RpcError, isFault: IsFault | undefined): 'fault' | 'answer' | 'nothing' {
  const verdict = verdicts[error.code]
  if (isFault === undefined || verdict === 'nothing') return verdict
  return isFault(error) ? 'fault' : 'answer'
}
