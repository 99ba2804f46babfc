import { ProtocolError } from '../close.ts'
import type { Payload } from '../codec/codec.ts'
import type { DialectSession } from '../dialect/dialect.ts'
import { defaultLimits, type Limits, maxHandshakeBytes } from '../limits.ts'
import type { Message } from '../message.ts'

/** What a batch adds to its only frame, in bytes, and some more. */
const batchOverhead = 16

/** What is taken before the two sides agreed on anything. */
export const handshakeLimits: Limits = { ...defaultLimits, maxMessageBytes: maxHandshakeBytes }

/**
 * From somebody whom nobody let in yet: one frame, and a small one.
 *
 * @throws ProtocolError when it is anything else.
 */
export function readFirst(session: DialectSession, payload: Payload): readonly Message[] {
  if (payload.length > maxHandshakeBytes + batchOverhead) {
    throw new ProtocolError('tooLarge', `before WELCOME a message may have ${maxHandshakeBytes} bytes`)
  }
  const messages: Message[] = []
  session.read(payload, (message) => messages.push(message))
  if (messages.length > 1) throw new ProtocolError('malformed', 'before WELCOME a message holds one frame')
  return messages
}
