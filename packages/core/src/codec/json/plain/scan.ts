import type { ValueLimits } from '../../../limits.ts'
import { MalformedError } from '../../codec.ts'
import { frameTooLarge, nestedTooDeep, stringTooLong, tooManyItems } from '../../scan.ts'
import { utf8Length } from '../../utf8-length.ts'
import { deepestNesting } from '../../values.ts'
import { FrameScanner } from '../scan-frame.ts'

/**
 * Walks a text of plain JSON once, before anything is built from it: depth, number of items, lengths of strings and of
 * the whole, `__proto__` keys. Whether it is JSON is left to `JSON.parse`.
 *
 * @param around how many brackets are around the values that the limits are for.
 * @returns what is wrong with it, for people; `undefined`: nothing that is looked for here.
 * @throws MalformedError when its end can't be found, or something stands behind it.
 */
export function faultInJson(text: string, limits: ValueLimits, around: number): string | undefined {
  // As the only element of an array the scanner can walk it, whatever it is.
  const scanner = new FrameScanner(`[${text}]`, limits.maxStringBytes)
  scanner.scan()
  if (scanner.pos !== text.length + 2)
    throw new MalformedError('more than one value, or brackets that do not fit')
  const maxDepth = Math.min(limits.maxDepth, deepestNesting)
  if (scanner.depth > maxDepth + around) return nestedTooDeep(maxDepth)
  if (scanner.items > limits.maxItems) return tooManyItems(limits.maxItems)
  if (scanner.hasLongString) return stringTooLong(limits.maxStringBytes)
  return scanner.fault ?? faultOfSize(text, limits.maxMessageBytes)
}

/** The socket's own limit has room for what shares a message with the largest: without this it would be one for values. */
function faultOfSize(text: string, most: number): string | undefined {
  // Measured only where it may matter: no character takes more than three bytes.
  if (text.length * 3 <= most) return undefined
  const size = utf8Length(text)
  return size > most ? frameTooLarge(size, most) : undefined
}
