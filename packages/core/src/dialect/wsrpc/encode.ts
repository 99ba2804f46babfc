import type { Frame } from '../../codec/codec.ts'
import type { CallMeta, ErrorMessage, FailMessage, OutgoingMessage } from '../../message.ts'
import {
  callType,
  cancelType,
  creditType,
  endType,
  errorType,
  failType,
  frames,
  itemType,
  notifyType,
  pingType,
  pongType,
  refuseType,
  resultType,
} from './frames.ts'

/** A message as the frame that travels. Trailing elements that say nothing are left out. */
export function toFrame(message: OutgoingMessage): Frame {
  switch (message.type) {
    case 'call':
      if (message.meta !== undefined) {
        const timeLeft = message.timeLeft === undefined ? null : message.timeLeft
        return [callType, message.id, message.method, message.params, timeLeft, compact(message.meta)]
      }
      if (message.timeLeft === undefined) return [callType, message.id, message.method, message.params]
      return [callType, message.id, message.method, message.params, message.timeLeft]
    case 'result':
      if (message.value === undefined) return [resultType, message.id]
      return [resultType, message.id, message.value]
    case 'notify':
      if (message.meta === undefined) return [notifyType, message.id, message.method, message.params]
      return [notifyType, message.id, message.method, message.params, compact(message.meta)]
    case 'error':
      return errorFrame(errorType, message)
    case 'refuse':
      return [refuseType, message.id, message.reason]
    case 'cancel':
      return [cancelType, message.id]
    case 'item':
      if (message.value === undefined) return [itemType, message.id]
      return [itemType, message.id, message.value]
    case 'end':
      return [endType, message.id]
    case 'fail':
      return errorFrame(failType, message)
    case 'credit':
      return [creditType, message.id, message.bytes]
    case 'ping':
      return [pingType, message.nonce]
    case 'pong':
      return [pongType, message.nonce]
    case 'hello':
    case 'welcome':
    case 'status':
    case 'goAway': {
      // Rare and growing: a map of names, so that either side can add one that the other ignores.
      const { type, ...content } = message
      return [frames[type].type, content]
    }
  }
}

function errorFrame(type: number, message: ErrorMessage | FailMessage): Frame {
  const details: Record<string, unknown> = {}
  if (message.data !== undefined) details['data'] = message.data
  if (message.name !== undefined) details['name'] = message.name
  if (message.type === 'error' && message.execution === 'not-started') details['notStarted'] = true
  const frame: unknown[] = [type, message.id, message.code, message.message]
  if (Object.keys(details).length > 0) frame.push(details)
  return frame
}

function compact(meta: CallMeta): CallMeta | null {
  return Object.values(meta).some((value) => value !== undefined) ? meta : null
}
