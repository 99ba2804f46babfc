import {
  elementsOf,
  faultInJson,
  type Limits,
  maxMethodLength,
  type Payload,
  ProtocolError,
} from '@wsrpc/core'

/** The elements of a message; with a fault only the first three, as far as they are short. */
export interface Frame {
  readonly elements: readonly unknown[]
  /** Which limit a value in it breaks, for people. */
  readonly fault: string | undefined
}

/**
 * Scans first, since whatever is built from a stranger's text costs memory.
 *
 * @throws ProtocolError when it is no message of OCPP.
 */
export function read(payload: Payload, limits: Limits): Frame {
  if (typeof payload !== 'string') throw malformed('bytes')
  try {
    const fault = faultInJson(payload, limits, 1) // the values are in one bracket
    const elements: unknown = fault === undefined ? JSON.parse(payload) : elementsOf(payload, 3).map(short)
    if (Array.isArray(elements)) return { elements, fault }
  } catch {
    throw malformed('no JSON')
  }
  throw malformed('no array')
}

/** Text that may be kept until a call is answered. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxMethodLength
}

export function malformed(what: string): ProtocolError {
  return new ProtocolError('malformed', `OCPP sends text, [type, id, …]; this is ${what}`)
}

/** The type, an id, an action; no payload that breaks a limit. Each character may be an escape. */
function short(written: string): unknown {
  return written.length > 6 * maxMethodLength ? undefined : JSON.parse(written)
}
