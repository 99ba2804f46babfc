import { isErrorCode, isRpcError, RpcError } from '../errors.ts'
import type { ErrorMessage } from '../message.ts'

/** The error of a call that can't be sent now. */
export function unavailable(message: string): RpcError {
  return new RpcError('UNAVAILABLE', message, { execution: 'not-started' })
}

/** The error that an ERROR of the other side is to the caller. */
export function asRpcError(message: ErrorMessage): RpcError {
  const { code, data, execution, name } = message
  // An error without a code had a name: keep both as the cause, so that nothing of what crossed is lost.
  const named = name === undefined ? undefined : Object.assign(new Error(message.message), { name })
  const cause = message.cause ?? named
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

/** In characters. */
const longestMessage = 1024

/** The message of an error that has to fit whatever the other side takes (smallestLimits): at most 1024 characters of it. */
export function shortened(message: string): string {
  if (message.length <= longestMessage) return message
  // Half of a pair would be an escape that some parsers refuse, and with it the whole answer.
  return `${message.slice(0, longestMessage - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** How an error that a method, or a stream's source, threw looks to the other side. */
export type DescribeError = (error: unknown, method: string) => Omit<ErrorMessage, 'type' | 'id'>

/**
 * An RpcError crosses whole; any other error with its name and message only, never its stack or properties. It is the `cause`,
 * which does not cross: a dialect may know it.
 */
export function describeError(error: unknown): Omit<ErrorMessage, 'type' | 'id'> {
  // The method ran, whatever the execution of a call that it made itself.
  const execution = 'finished'
  const code = 'UNKNOWN'
  try {
    if (isRpcError(error)) {
      return {
        code: isErrorCode(error.code) ? error.code : code,
        message: text(error.message),
        data: error.data,
        execution,
        ...(error.cause === undefined ? {} : { cause: error.cause }),
      }
    }
    if (error instanceof Error) {
      const name = text(error.name).slice(0, maxNameLength)
      return { code, message: text(error.message), name, execution, cause: error }
    }
    return {
      code,
      message: typeof error === 'string' ? error : `the method threw ${typeof error}`,
      execution,
    }
  } catch {
    return { code, message: 'the method threw an error that can not be read', execution }
  }
}

/** Longest name of an error that is sent. */
const maxNameLength = 256

/** Nothing keeps a program from giving its errors a message that is an object, and the wire takes strings only. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value)
}
