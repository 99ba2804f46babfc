import { isErrorCode } from '../../src/errors.ts'
import type { Message, ResumeOffer, ResumeRequest } from '../../src/message.ts'

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0
}

function isTime(value: number | undefined): boolean {
  return value === undefined || (value >= 0 && value <= Number.MAX_SAFE_INTEGER)
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isResumeRequest({ connection, secret, received }: ResumeRequest): boolean {
  return typeof connection === 'string' && typeof secret === 'string' && isTime(received)
}

function isResumeOffer({ secret, window }: ResumeOffer): boolean {
  return typeof secret === 'string' && isTime(window)
}

/** Whether a message is what its type promises: whoever reads it looks at nothing twice. */
export function isWellFormed(message: Message): boolean {
  switch (message.type) {
    case 'call':
    case 'notify': {
      const { id, method, params, meta } = message
      const timed = message.type === 'notify' || isTime(message.timeLeft)
      const { attempt, idempotencyKey, trace, metadata } = meta ?? {}
      const plain = metadata === undefined || (typeof metadata === 'object' && !Array.isArray(metadata))
      const traced =
        trace === undefined || (typeof trace.traceparent === 'string' && isText(trace.tracestate))
      return (
        isId(id) &&
        method.length <= 256 &&
        Array.isArray(params) &&
        timed &&
        isTime(attempt) &&
        isText(idempotencyKey) &&
        plain &&
        traced
      )
    }
    case 'error':
      return (
        isId(message.id) &&
        isErrorCode(message.code) &&
        typeof message.message === 'string' &&
        isText(message.name)
      )
    case 'result':
    case 'cancel':
    case 'end':
      return isId(message.id)
    case 'item':
      return isId(message.id) && typeof message.size === 'number' && message.size > 0
    case 'fail':
      return (
        isId(message.id) &&
        isErrorCode(message.code) &&
        typeof message.message === 'string' &&
        isText(message.name)
      )
    case 'credit':
      return isId(message.id) && isTime(message.bytes)
    case 'refuse':
      return isId(message.id) && ['full', 'draining', 'paused'].includes(message.reason)
    case 'ping':
    case 'pong':
      return isTime(message.nonce)
    case 'hello':
      return (
        message.versions.length === 2 &&
        message.versions.every(isTime) &&
        typeof message.instance === 'string' &&
        isText(message.token) &&
        (message.resume === undefined || isResumeRequest(message.resume))
      )
    case 'welcome':
      return (
        isTime(message.version) &&
        isTime(message.heartbeat.interval) &&
        isTime(message.heartbeat.misses) &&
        isTime(message.received) &&
        (message.resumed === undefined || message.resumed) &&
        (message.resume === undefined || isResumeOffer(message.resume))
      )
    case 'status':
      return (
        Object.getPrototypeOf(message.services) === null &&
        isTime(message.concurrency) &&
        Object.values(message.services).flat().every(isText)
      )
    case 'goAway':
      return isText(message.reason) && isText(message.url) && isTime(message.retryAfter)
    case 'bad':
      return typeof message.fault === 'string' && Number.isSafeInteger(message.id)
  }
}
