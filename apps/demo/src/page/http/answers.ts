import type { ServerResponse } from 'node:http'
import { type ErrorCode, isRpcError } from '@wsrpc/core'
import { pageHeaders } from './headers.ts'

/** What HTTP says for an error of a call; 500 for what is not here. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  INVALID_ARGUMENT: 400,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 503,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const type = { 'Content-Type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...pageHeaders, ...type }).end(JSON.stringify(value))
}

export function sendMessage(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message })
}

/** A call failed: in the words of its error, which are for callers. */
export function sendError(response: ServerResponse, error: unknown): void {
  // The head is out already: only a broken connection can say that the rest will not come.
  if (response.headersSent) return void response.destroy()
  if (!isRpcError(error)) return sendMessage(response, 500, 'The pool failed, which it should not.')
  sendMessage(response, statuses[error.code] ?? 500, error.message)
}
