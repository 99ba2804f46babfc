import { type ErrorCode, isRpcError, type RpcError } from '@wsrpc/core'
import { errorWords } from '../words.ts'

/** Takes a claim of the check: whether it holds, what it says, and what was found otherwise. */
export type Claim = (holds: boolean, text: string, otherwise: string) => void

export function hasCode(error: unknown, code: ErrorCode): error is RpcError {
  return isRpcError(error) && error.code === code
}

/** What a call got that had to fail. */
export function words(error: unknown): string {
  return error === undefined ? 'it was let through' : `it got ${errorWords(error)}`
}
