import type { Frame } from '../../codec/codec.ts'
import type { CallMeta, ErrorMessage, FailMessage, OutgoingMessage } from '../../message.ts'
import { frames } from './frames.ts'

/** A message as the frame that travels. Trailing elements that say nothing are left out. */
export function toFrame(message: OutgoingMessage): Frame {
  switch (message.type) {
    case 'call':
      if (message.meta !== undefined) {
        const timeLeft = message.timeLeft === undefined ? null : message.timeLeft
        return [frames.call.type, message.id, message.method, message.params, timeLeft, compact(message.meta)]
      }
      if (message.timeLeft === undefined)
        return [frames.call.type, message.id, message.method, message.params]
      return [frames.call.type, message.id, message.method, message.params, message.timeLeft]
    case 'result':
      if (message.value === undefined) return [frames.result.type, message.id]
      return [frames.result.type, message.id, message.value]
    case 'notify':
      if (message.meta === undefined) return [frames.notify.type, message.id, message.method, message.params]
      return [frames.notify.type, message.id, message.method, message.params, compact(message.meta)]
    case 'error':
      return errorFrame(frames.error.type, message)
    case 'refuse':
      return [frames.refuse.type, message.id, message.reason]
    case 'cancel':
      return [frames.cancel.type, message.id]
    case 'item':
      if (message.value === undefined) return [frames.item.type, message.id]
      return [frames.item.type, message.id, message.value]
    case 'end':
      return [frames.end.type, message.id]
    case 'fail':
      return errorFrame(frames.fail.type, message)
    case 'credit':
      return [frames.credit.type, message.id, message.bytes]
    case 'ping':
      return [frames.ping.type, message.nonce]
    case 'pong':
      return [frames.pong.type, message.nonce]
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
