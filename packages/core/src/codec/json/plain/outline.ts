import { MalformedError } from '../../codec.ts'
import { endOfString } from '../scan-string.ts'

/** Longest name that is looked at, as it is written: each character of a short one may be an escape. */
const longestName = 64

/**
 * The texts of some members of an object, by name, without building anything: for one that must not be parsed as a whole, and
 * for numbers that JavaScript can't hold. Of two of one name the last counts, as in `JSON.parse`.
 *
 * @throws MalformedError when the text is no object, or its end can't be found.
 */
export function membersOf(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [start, end] of piecesOf(text, '{', '}', Infinity)) {
    if (text[start] !== '"') throw broken()
    const closing = endOfString(text, start + 1)
    if (closing >= end) throw broken()
    if (closing - start > longestName) continue
    const name = unquoted(text.slice(start, closing + 1))
    // A stranger's object may have a million others: no more is done for them.
    if (name === undefined || !names.includes(name)) continue
    const [, value] = /^\s*:\s*([^]*)$/.exec(text.slice(closing + 1, end)) ?? []
    if (value !== undefined) found.set(name, value)
  }
  return found
}

/**
 * The texts of an array's elements, `most` at most.
 *
 * @throws MalformedError as {@link membersOf}.
 */
export function elementsOf(text: string, most: number): string[] {
  return [...piecesOf(text, '[', ']', most)].map(([start, end]) => text.slice(start, end))
}

/** Where what stands between the commas of the outermost brackets begins and ends, without the space around it. */
function* piecesOf(text: string, first: string, last: string, most: number): Generator<[number, number]> {
  let pos = text.length - text.trimStart().length
  if (text[pos] !== first) throw broken()
  for (let count = 0; count < most; count++) {
    const start = pos + 1
    pos = endOfPiece(text, start)
    const written = text.slice(start, pos)
    const begin = start + written.length - written.trimStart().length
    const isLast = text[pos] === last
    if (!isLast && text[pos] !== ',') throw broken()
    if (begin === pos) {
      if (isLast && count === 0) return // nothing between the brackets
      throw broken()
    }
    yield [begin, begin + written.trim().length]
    if (isLast) return
  }
}

/** Where the comma or bracket is that ends what begins here. */
function endOfPiece(text: string, start: number): number {
  let open = 0
  for (let pos = start; pos < text.length; pos++) {
    switch (text.charCodeAt(pos)) {
      case 0x22: // "
        pos = endOfString(text, pos + 1)
        break
      case 0x5b: // [
      case 0x7b: // {
        open++
        break
      case 0x5d: // ]
      case 0x7d: // }
        if (open === 0) return pos
        open--
        break
      case 0x2c: // ,
        if (open === 0) return pos
        break
    }
  }
  throw broken()
}

function unquoted(name: string): string | undefined {
  if (!name.includes('\\')) return name.slice(1, -1)
  try {
    return JSON.parse(name) as string
  } catch {
    return undefined
  }
}

function broken(): MalformedError {
  return new MalformedError('the text is not JSON, or cut off')
}
