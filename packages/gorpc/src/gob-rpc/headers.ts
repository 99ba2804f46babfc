import { ProtocolError } from '@wsrpc/core'
import { gob } from '../gob/gob.ts'
import type { GobType } from '../gob/gob-type.ts'

/** What net/rpc sends before the body of a request, and of a response: its types `Request` and `Response`. */
const fields = { ServiceMethod: gob.string, Seq: gob.uint }

export const requestHeader: GobType = gob.struct(fields, 'Request')
export const responseHeader: GobType = gob.struct({ ...fields, Error: gob.string }, 'Response')

/** A number of a call: of 64 bits in Go. */
export type Seq = number | bigint

/** What a header says. `error`: absent in a request, empty in a response that is a result. */
export interface Header {
  readonly method: string
  readonly seq: Seq
  readonly error: string | undefined
}

/** @throws ProtocolError when it is none. */
export function readHeader(value: unknown): Header {
  if (typeof value === 'object' && value !== null) {
    const { ServiceMethod: method, Seq: seq, Error: error } = value as { readonly [name: string]: unknown }
    const isSeq = typeof seq === 'number' || typeof seq === 'bigint'
    const isError = error === undefined || typeof error === 'string'
    if (typeof method === 'string' && isSeq && isError) return { method, seq, error }
  }
  throw new ProtocolError('malformed', 'gob: a header that is not one of net/rpc, or over a limit')
}
