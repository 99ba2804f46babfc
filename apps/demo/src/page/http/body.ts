import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Params } from '../commands.ts'

/** Most bytes of a command. */
const most = 1024

/** The JSON object of a request; `undefined` when it is none, or too large. */
export async function readParams(request: IncomingMessage): Promise<Params | undefined> {
  // Without a length it could be endless.
  const length = Number(request.headers['content-length'] ?? NaN)
  if (!(length <= most)) return undefined
  const value = await json(request).catch(() => undefined)
  return typeof value === 'object' && value !== null ? (value as Params) : undefined
}
