import type { Payload } from '@wsrpc/core'

/** To compare messages: element by element that takes seconds, if they are large. */
export function inWords(payloads: readonly Payload[]): string[] {
  return payloads.map((payload) => {
    return typeof payload === 'string' ? `text ${payload}` : Buffer.from(payload).toString('base64')
  })
}
