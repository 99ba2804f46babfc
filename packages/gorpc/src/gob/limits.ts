import type { ValueLimits } from '@wsrpc/core'

/** The limits that gob has besides those of a value, which are core's. */

/**
 * Most types of a stream: 1,024. A program says its types once; one that goes on and on with new ones fills the other
 * side's memory, where a type stays as long as the connection.
 */
export const maxTypes: number = 1024

/** Most bytes of all definitions of a stream: 256 KiB, thousands of fields. */
export const maxDefinitionBytes: number = 256 * 1024

/** Of one definition. It is nested four deep; the items are those of some thousand fields. */
export const definitionLimits: ValueLimits = {
  maxMessageBytes: maxDefinitionBytes,
  maxDepth: 4,
  maxItems: 16_384,
  maxStringBytes: 4096,
}

/** The first id that an encoder gives to a type of its own, as Go's does. */
export const firstTypeId: number = 65

/** Longest name of a type in an interface value, in bytes: what Go's decoder takes. */
export const maxTypeNameBytes: number = 1024

/** No block is as large, in bytes: 8 GiB, where Go's decoder too sees nonsense. */
export const tooLargeForGo: number = 8 * 1024 * 1024 * 1024
