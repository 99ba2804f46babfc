import { MalformedError } from '../codec.ts'
import {
  frameTooLarge,
  nestedTooDeep,
  spareItems,
  stringTooLong,
  tooManyItems,
  type ScanResult,
} from '../scan.ts'
import { utf8Length } from '../utf8-length.ts'
import { deepestNesting } from '../values.ts'
import { FrameScanner } from './scan-frame.ts'
import { bracketsPerLevel } from './tags.ts'
import type { ValueLimits } from '../../limits.ts'

export interface JsonScan extends ScanResult {
  /** Whether some property is named like a tag. */
  readonly tagged: boolean
}

/**
 * Walks a message once, before anything is built from it: depth, number of items, lengths of strings and frames,
 * `__proto__` keys. It takes no memory but for the borders of the frames. Whether the text is JSON is left to
 * `JSON.parse`: brackets and strings are enough to find the frames.
 *
 * @throws MalformedError when the message can't be cut into frames.
 */
export function scan(text: string, limits: ValueLimits): JsonScan {
  const borders: number[] = []
  let faults: Map<number, string> | undefined
  let tagged = false
  let items = 0
  const frames = new FrameScanner(text, limits.maxStringBytes)
  frames.enterBatch()
  for (let i = 0; frames.next(i); i++) {
    const start = frames.pos
    if (i === 0 && frames.skipNumber()) {
      borders.push(start, frames.pos)
      continue
    }
    frames.scan()
    borders.push(start, frames.pos)
    tagged ||= frames.tagged
    items += 1 + frames.items
    if (items > limits.maxItems + spareItems)
      throw new MalformedError(tooManyItems(limits.maxItems + spareItems))
    const fault = frames.fault ?? faultOfFrame(frames, limits) ?? faultOfSize(text, start, frames.pos, limits)
    if (fault !== undefined) (faults ??= new Map<number, string>()).set(i, fault)
  }
  frames.leaveBatch()
  return { borders, faults, tagged }
}

function faultOfFrame(frame: FrameScanner, limits: ValueLimits): string | undefined {
  const maxDepth = Math.min(limits.maxDepth, deepestNesting)
  // A tag at the deepest level is one more pair of brackets, and not a level.
  if (frame.depth > (frame.tagged ? maxDepth * bracketsPerLevel + 1 : maxDepth))
    return nestedTooDeep(maxDepth)
  if (frame.items > limits.maxItems) return tooManyItems(limits.maxItems)
  if (frame.hasLongString) return stringTooLong(limits.maxStringBytes)
  return undefined
}

/** Measured only where it may matter: no character takes more than three bytes. */
function faultOfSize(
  text: string,
  start: number,
  end: number,
  { maxMessageBytes }: ValueLimits,
): string | undefined {
  if ((end - start) * 3 <= maxMessageBytes) return undefined
  const bytes = utf8Length(text.slice(start, end))
  return bytes > maxMessageBytes ? frameTooLarge(bytes, maxMessageBytes) : undefined
}
