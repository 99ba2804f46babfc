/**
 * What travels besides null, booleans, numbers, strings, arrays and plain objects: the tables that both codecs
 * and PROTOCOL.md share. Numbers are for ever: add, never change.
 */

/** MessagePack extension types. -1 is MessagePack's own timestamp, 0 to 127 are free for applications. */
export const extension = {
  timestamp: -1,
  /** `undefined` as a whole param or result. No content. */
  undefined: 0,
  /** A sign byte (1: negative), then the magnitude, big-endian, no bytes for zero. */
  bigint: 1,
  /** A byte that says which (see typed-arrays.ts), then the elements, little-endian. */
  typedArray: 2,
  /** Key, value, key, value, …, one after the other. */
  map: 3,
  /** One value after the other. */
  set: 4,
  /** Two strings: name and message. */
  error: 5,
  /** A stream reference: the stream's id as an unsigned integer. */
  stream: 6,
} as const

/**
 * Deepest nesting that is written or read, whatever `maxDepth` says. These walks are recursive, and the stack
 * belongs to the application.
 */
export const deepestNesting = 512
