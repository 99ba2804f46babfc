import { ProtocolError } from '../close.ts'
import type { Payload } from '../codec/codec.ts'
import { earlyBytes } from './patience.ts'
import type { Transport, TransportReceiver } from './transport.ts'

/**
 * What a side says before anybody knows who it is, in a dialect without a handshake: kept until it is let in. Most
 * transports read nothing meanwhile ({@link Transport.hold}); this is for the others, and for what they had read already.
 */
export class Early {
  #payloads: Payload[] | undefined = []
  #size = 0

  constructor(transport: Transport) {
    transport.hold?.()
  }

  /** @returns whether it is kept: not any more once it was let in. @throws ProtocolError when it is too much. */
  keeps(payload: Payload): boolean {
    if (this.#payloads === undefined) return false
    this.#size += payload.length
    if (this.#size > earlyBytes) {
      throw new ProtocolError('tooLarge', `before it is let in a side may send ${earlyBytes} bytes`)
    }
    this.#payloads.push(payload)
    return true
  }

  /** It is let in. Told later, since whoever lets it in is not done; nothing can come in between. */
  tell(receiver: TransportReceiver): void {
    const payloads = this.#payloads ?? []
    this.#payloads = undefined
    if (payloads.length > 0) queueMicrotask(() => payloads.forEach((payload) => receiver.message(payload)))
  }
}
