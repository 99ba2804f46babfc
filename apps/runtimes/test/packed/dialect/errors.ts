import type { ErrorCode, ErrorMessage } from '@wsrpc/core'

/** OCPP-J 1.6, table 7: what its codes mean here. Of those that mean the same the first is sent. */
const codes = new Map<string, ErrorCode>([
  ['NotSupported', 'UNIMPLEMENTED'],
  ['NotImplemented', 'UNIMPLEMENTED'],
  ['InternalError', 'INTERNAL'],
  ['SecurityError', 'PERMISSION_DENIED'],
  ['FormationViolation', 'INVALID_ARGUMENT'],
  ['ProtocolError', 'INVALID_ARGUMENT'],
  ['PropertyConstraintViolation', 'INVALID_ARGUMENT'],
  ['OccurenceConstraintViolation', 'INVALID_ARGUMENT'],
  ['TypeConstraintViolation', 'INVALID_ARGUMENT'],
])

/** What an error is called there. That there is no such action is told apart: then nothing ran. */
export function wordFor({ code, execution }: ErrorMessage): string {
  if (execution === 'not-started' && (code === 'UNIMPLEMENTED' || code === 'NOT_FOUND'))
    return 'NotImplemented'
  for (const [word, meaning] of codes) if (meaning === code) return word
  return 'GenericError'
}

/** What an error of the other side means here. */
export function errorOf([word, description, details]: readonly unknown[]): Omit<ErrorMessage, 'type' | 'id'> {
  return {
    code: codes.get(textOf(word)) ?? 'UNKNOWN',
    message: textOf(description) || textOf(word) || 'it failed, and did not say why',
    execution: word === 'NotImplemented' ? 'not-started' : 'finished', // all else may have run
    ...(isNothing(details) ? {} : { data: details }),
  }
}

/** No object is made text: a stranger's may have a `toString` of its own. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The details have to be there: `{}` says that there are none. */
function isNothing(details: unknown): boolean {
  if (typeof details !== 'object' || details === null) return details === undefined
  for (const _ in details) return false
  return true
}
