import { hasStreams, isRpcError, unimplemented, untravellable, ValueError } from '@wsrpc/core'
import { GobTyped } from '../gob/gob-type.ts'

/** The short name of the dialect. */
export const name = 'goGob'

/** What the encoder threw over a value, with the place as the caller knows it: `params[0].user`. */
export function refused(place: string, value: unknown, thrown: unknown): unknown {
  const cause = isRpcError(thrown) ? thrown.cause : undefined
  if (!(cause instanceof ValueError)) return thrown
  const inside = value instanceof GobTyped ? value.value : value
  return hasStreams(inside) ? unimplemented(name, 'streams') : untravellable(place, cause)
}
