import type { ErrorCode, Execution } from '../../../src/index.ts'

/** What a request asks of the application: one call of `Work.<method>`. */
export interface Kind {
  readonly method: 'fast' | 'slow' | 'stream' | 'hold' | 'holdStream'
  readonly idempotent: boolean
}

export interface AppRequest extends Kind {
  /** The call's only param: what the journals of the providers know it by. */
  readonly id: number
}

/** What the application tells of a call that failed. */
export interface Failure {
  readonly code: ErrorCode
  readonly execution: Execution
  /** The call itself, or the stream that it had for a result. */
  readonly of: 'call' | 'stream'
}

/** How it ended for the client. */
export type Outcome =
  | { readonly how: 'answered'; readonly by: string; readonly body: string }
  | ({ readonly how: 'failed'; readonly by: string } & Failure)
  /** The connection, to this port, ended before the whole answer was there. `begun`: something of the answer was. */
  | { readonly how: 'cut'; readonly at: number | undefined; readonly begun: boolean }

/** What the load asks for, in turn. */
export const kinds: readonly Kind[] = [
  { method: 'fast', idempotent: false },
  { method: 'slow', idempotent: true },
  { method: 'stream', idempotent: false },
  { method: 'slow', idempotent: false },
  { method: 'fast', idempotent: true },
]

/** How many items a stream has. */
export const items = 5

/** The request's path at the application. */
export function pathOf({ method, idempotent, id }: AppRequest): string {
  return `/${method}/${idempotent ? 'again' : 'once'}/${id}`
}

/** What {@link pathOf} was made of. */
export function requestOf(path: string): AppRequest {
  const [, method, how, id] = path.split('/')
  return { method: method as Kind['method'], idempotent: how === 'again', id: Number(id) }
}

/** The body of the answer when all went well: the id, or a line of it for each item. */
export function bodyOf({ method, id }: AppRequest): string {
  return `${id}\n`.repeat(method === 'stream' || method === 'holdStream' ? items : 1)
}
