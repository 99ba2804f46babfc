import { MalformedError } from '../codec.ts'
import { frameTooLarge, spareItems, tooManyItems, type ScanResult } from '../scan.ts'
import { integerSize, readId } from './read-header.ts'
import { FrameScanner } from './scan-frame.ts'
import type { ValueLimits } from '../../limits.ts'

/**
 * Walks a message once, before anything is built from it: every length and count against the bytes left, depth,
 * number of items, string lengths, `__proto__` keys, and the extensions that hold values too. It takes no memory
 * but for the borders of the frames and the open containers of one.
 *
 * @throws MalformedError when the message can't be cut into frames.
 */
export function scan(bytes: Uint8Array, limits: ValueLimits): ScanResult {
  const borders: number[] = []
  let faults: Map<number, string> | undefined
  const frames = new FrameScanner(bytes, limits)
  const count = frames.openArray('the message')
  const first = count === 0 ? 0 : integerSize(bytes[frames.pos] as number)
  const acknowledges = first !== 0 && readId(bytes, frames.pos) >= 0
  if (acknowledges) {
    borders.push(frames.pos, frames.pos + first)
    frames.pos += first
  }
  let items = 0
  for (let i = acknowledges ? 1 : 0; i < count; i++) {
    const start = frames.pos
    frames.scan()
    borders.push(start, frames.pos)
    items += 1 + frames.items
    if (items > limits.maxItems + spareItems)
      throw new MalformedError(tooManyItems(limits.maxItems + spareItems))
    const fault = frames.fault ?? faultOfWhole(frames.items, frames.pos - start, limits)
    if (fault !== undefined) (faults ??= new Map<number, string>()).set(i, fault)
  }
  if (frames.pos !== bytes.length)
    throw new MalformedError(`${bytes.length - frames.pos} bytes behind the last frame`)
  return { borders, faults }
}

function faultOfWhole(items: number, size: number, limits: ValueLimits): string | undefined {
  if (items > limits.maxItems) return tooManyItems(limits.maxItems)
  return size > limits.maxMessageBytes ? frameTooLarge(size, limits.maxMessageBytes) : undefined
}
