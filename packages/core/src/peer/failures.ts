import { RpcError } from '../errors.ts'
import type { ErrorMessage } from '../message.ts'

/** The error of a call that can't be sent now. */
export function unavailable(message: string): RpcError {
  return new RpcError('UNAVAILABLE', message, { execution: 'not-started' })
}

/** The error that an ERROR of the other side is to the caller. */
export function asRpcError(message: ErrorMessage): RpcError {
  const { code, data, execution, name } = message
  // An error without a code had a name: keep both as the cause, so that nothing of what crossed is lost.
  const cause = name === undefined ? undefined : Object.assign(new Error(message.message), { name })
  return new RpcError(code, message.message, { data, execution, cause })
}

/** An ERROR without data: short, so that it fits whatever the other side takes (smallestLimits). */
export function plainError(
  id: number,
  code: ErrorMessage['code'],
  message: string,
  execution: ErrorMessage['execution'],
): ErrorMessage {
  return { type: 'error', id, code, message: shortened(message), execution }
}

function shortened(message: string): string {
  return message.length <= 1024 ? message : `${message.slice(0, 1023)}…`
}
