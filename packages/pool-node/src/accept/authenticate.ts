import { type CloseName, commonVersion, type HelloMessage, isRpcError } from '@wsrpc/core'
import type { IncomingMessage } from 'node:http'
import type { JoinOptions } from '../options.ts'
import type { Identity } from '../roster/connection-info.ts'
import { certificateIdentity } from './certificate.ts'

/** Who a newcomer is, or why it is turned away. */
export type Verdict =
  | { readonly identity: Identity | undefined; readonly version: number }
  | { readonly close: CloseName; readonly reason: string; readonly error?: unknown }

/** Judges a HELLO. Never rejects. */
export async function authenticate(
  request: IncomingMessage,
  hello: HelloMessage,
  join: JoinOptions,
): Promise<Verdict> {
  const version = commonVersion(hello.versions)
  if (version === undefined) {
    return { close: 'version', reason: `this pool speaks version 1, not ${hello.versions.join(' to ')}` }
  }
  try {
    if (join.authenticate === undefined) return { identity: certificateIdentity(request), version }
    const identity = await join.authenticate(request, hello)
    if (identity === false || identity === undefined || identity === null) {
      return { close: 'unauthenticated', reason: 'the pool does not know this provider' }
    }
    // True, or an object without an id, would be the same for all: each could then claim the instance of another.
    const id: unknown = typeof identity === 'object' ? identity.id : identity
    if (typeof id !== 'string') {
      throw new TypeError('authenticate must return a string, an object with an id that is one, or false')
    }
    return { identity, version }
  } catch (error) {
    if (isRpcError(error) && error.code === 'UNAUTHENTICATED')
      return { close: 'unauthenticated', reason: error.message }
    if (isRpcError(error) && error.code === 'PERMISSION_DENIED')
      return { close: 'forbidden', reason: error.message }
    return { close: 'internal', reason: 'the pool could not tell who this is', error }
  }
}
