import { ProtocolError } from '@wsrpc/core'

/**
 * Stands for a value that is over one of this side's limits. The stream goes on: the values before and after it are
 * good.
 */
export class BadValue {
  /** What is wrong, for people: `nested deeper than 64 (maxDepth)`. */
  readonly fault: string

  constructor(fault: string) {
    this.fault = fault
  }
}

/**
 * Thrown where a value turns out to be over a limit. Whoever reads the stream knows whether the value can be left out,
 * or what comes after it is lost too.
 */
export class OverLimit extends Error {}

/** What can't be gob, or not here: nothing that comes after it can be trusted. */
export function malformed(what: string): ProtocolError {
  return new ProtocolError('malformed', `gob: ${what}`)
}

/** What is too large to read, and too important to leave out. */
export function tooLarge(what: string): ProtocolError {
  return new ProtocolError('tooLarge', `gob: ${what}`)
}
