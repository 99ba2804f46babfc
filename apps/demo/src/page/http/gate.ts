/** Which HTTP requests are answered. Pure. */

import { isLoopbackInUrl } from '../addresses.ts'

/** What a request says about where it comes from. */
export interface RequestFacts {
  readonly method: string
  /** The `Host` header. */
  readonly host: string | undefined
  /** The `Origin` header: no page can forge it. */
  readonly origin: string | undefined
  /** The `Content-Type` header. */
  readonly contentType: string | undefined
  /** What `Authorization: Bearer` says. */
  readonly token: string
}

export interface GateRules {
  /** Whether other machines may come. */
  readonly lan: boolean
  readonly knows: (token: string) => boolean
}

export interface Refusal {
  readonly status: number
  readonly message: string
}

/**
 * Why a request is refused; `undefined` if it may pass.
 *
 * Any page in the world can make a visitor's browser send requests to any address that the visitor reaches. So on
 * loopback the host must have a loopback name, else a page could point its own name there (DNS rebinding) and read
 * files; and commands come only from a page of this very host.
 */
export function refuseRequest(facts: RequestFacts, { lan, knows }: GateRules): Refusal | undefined {
  const { method, host = '', origin, contentType, token } = facts
  const here = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined
  if (here === undefined || (!lan && !isLoopbackInUrl(here.hostname))) {
    return { status: 403, message: `This is no host of this page: open it by a loopback name.` }
  }
  if (method === 'GET' || method === 'HEAD') return undefined
  if (method !== 'POST') return { status: 405, message: 'There are GET and POST only.' }
  if (origin !== here.origin) {
    return { status: 403, message: 'Commands are taken from this page only, not from another origin.' }
  }
  // A form can't send this type: one more wall for browsers that leave Origin out.
  if (contentType !== 'application/json') return { status: 415, message: 'Commands are JSON.' }
  if (!knows(token)) {
    return { status: 401, message: 'A command needs the token: open the link that the demo printed.' }
  }
  return undefined
}
