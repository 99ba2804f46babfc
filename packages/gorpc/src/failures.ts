import { type ErrorMessage, isErrorCode, type RefuseReason, type Role, shortened } from '@wsrpc/core'

/** What of an error a text of Go can say. */
export type Failure = Pick<ErrorMessage, 'code' | 'message' | 'execution'>

/** How net/rpc says that nothing ran: its server's own words. */
const notFound: readonly (readonly [code: Failure['code'], words: string])[] = [
  ['NOT_FOUND', "rpc: can't find service "],
  ['UNIMPLEMENTED', "rpc: can't find method "],
  ['UNIMPLEMENTED', 'rpc: service/method request ill-formed: '],
]

/** What Go's JSON client says for an error without words. An empty text would be a success in gob. */
const wordless = 'unspecified error'

const refusals: Readonly<Record<RefuseReason, string>> = {
  full: 'RESOURCE_EXHAUSTED: as many calls as may run are running: try later',
  draining: 'UNAVAILABLE: this side is leaving: try another',
  paused: 'UNAVAILABLE: this side pauses: try later',
}

/**
 * An error as net/rpc has it, a text: `CODE: message`, and the message alone where the method threw an error without a code,
 * as those of Go are. {@link failureOf} makes the same of it again.
 *
 * @param method its name on the wire.
 */
export function textOf({ code, message, execution }: Failure, method: string): string {
  const words = execution === 'not-started' ? notFound.find(([known]) => known === code)?.[1] : undefined
  if (words !== undefined) return words + method
  const short = shortened(message)
  if (code !== 'UNKNOWN') return `${code}: ${short}`
  if (short === '') return wordless
  // What would be read as something else has to say what it is.
  return failureOf(short, method).message === short && failureOf(short, method).code === 'UNKNOWN'
    ? short
    : `UNKNOWN: ${short}`
}

/**
 * What is said of a call that is not taken; `undefined`: nothing. A pool of Go sends again what was not answered when a
 * socket closes in peace, as one that leaves does soon: so a provider that leaves, which is the side that dialled, fails
 * no call.
 */
export function refusalText(reason: RefuseReason, role: Role): string | undefined {
  return reason === 'draining' && role === 'dialler' ? undefined : refusals[reason]
}

/**
 * What a text means: with one of our codes in front that code, so that a method in Go can choose it too.
 *
 * @param method of the call, by its name on the wire. A server of Go puts it behind its own words, and a method that hands on
 *   what another call of its own failed with says another: that one ran.
 */
export function failureOf(text: string, method: string): Failure {
  const found = notFound.find(([, words]) => text === words + method)
  if (found !== undefined) return { code: found[0], message: text, execution: 'not-started' }
  const [, code, message] = /^([A-Z_]{1,32}): ([^]*)$/.exec(text) ?? []
  if (message !== undefined && isErrorCode(code)) return { code, message, execution: 'finished' }
  return { code: 'UNKNOWN', message: text, execution: 'finished' }
}
