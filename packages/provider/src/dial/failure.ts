import type { ErrorCode } from '@wsrpc/core'
import type { DialFailure } from './dial.ts'
import { refusal } from './refusal.ts'

/** For a runtime that does not say why a dial failed. */
export const nothingSaid: string =
  'it could not be reached or refused us, and the WebSocket of this runtime does not say why: ' +
  'is the pool running, is the path bound, does it let this provider in?'

/** What to do about a certificate of the pool that this side does not trust. */
export const trustIt = "if the pool's certificate is your own, trust it with tls: { ca }"

/** What to do about a pool that asks for a certificate. */
export const showYours = "the pool wants this side's certificate: give it with tls: { cert, key }"

/** What a text of a runtime stands for. `found`: what the sign's groups hold. */
export interface Reading {
  readonly sign: RegExp
  readonly means: (text: string, found: readonly string[]) => DialFailure
}

/** A refusal of which the runtime tells the status only, as the first group of `sign`. */
export function statusOnly(sign: RegExp): Reading {
  return { sign, means: (_text, [status]) => refusal(Number(status), undefined, '', Date.now()) }
}

/** A text that stays, and what to do about it. */
export function advise(sign: RegExp, advice: string, code: ErrorCode = 'UNAVAILABLE'): Reading {
  return { sign, means: (text) => ({ message: `${text}: ${advice}`, code }) }
}

const noneTaken =
  'it took none of the subprotocols that we offered: is it a wsrpc pool, and is that dialect bound there?'

/** A runtime that ends the dial by itself when it gets none of the subprotocols that were offered. */
export function otherSubprotocol(sign: RegExp): Reading {
  return advise(sign, noneTaken, 'FAILED_PRECONDITION')
}

/** What the first reading makes of the text whose sign is in it; without one it is what it says. */
export function readFailure(text: string, readings: readonly Reading[]): DialFailure {
  for (const { sign, means } of readings) {
    const found = sign.exec(text)
    if (found !== null) return means(text, found.slice(1))
  }
  return { message: text === '' ? nothingSaid : text }
}

/** The failure that an error is, as it says itself. */
export function failureOf(error: unknown): DialFailure {
  return { ...readFailure(messageOf(error), []), cause: error }
}

/** The text of an error, or the text itself. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : ''
  // Happy Eyeballs: one error per address, and none of its own.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error.message
}
