import { beforePair, isPair, utf8Length } from '../utf8-length.ts'

/** A piece of a text, to travel as a string of JSON. */
export interface Piece {
  readonly data: string
  /** Where it ends in the text. */
  readonly end: number
  /** How it is written, with its quotes. */
  readonly literal: string
}

/** So many characters are looked at by the engine at once; what does not fit as a whole is walked. */
const blockLength = 2048

/**
 * Cuts the piece that begins at `from` and takes at most `most` bytes as a string in JSON, with its quotes. At least one
 * character is in it, so that a walk through the text comes to its end.
 *
 * @param text what `JSON.stringify` wrote: there are no control characters and no half pairs in it.
 */
export function cutPiece(text: string, from: number, most: number): Piece {
  let room = most - 2
  let literal = ''
  let at = from
  while (at < text.length) {
    const block = text.slice(at, beforePair(text, Math.min(at + blockLength, text.length)))
    const written = writtenBlock(block)
    const bytes = utf8Length(written)
    if (bytes > room) break
    room -= bytes
    literal += written
    at += block.length
  }
  const end = endInBlock(text, at, room, from)
  literal += writtenBlock(text.slice(at, end))
  return { data: text.slice(from, end), end, literal: `"${literal}"` }
}

function writtenBlock(block: string): string {
  // Base64 and long words have nothing to escape, and finding out takes a small part of the time.
  const isPlain = !block.includes('"') && !block.includes('\\')
  return isPlain ? block : JSON.stringify(block).slice(1, -1)
}

/** How far the room goes. */
function endInBlock(text: string, start: number, most: number, from: number): number {
  const { length } = text
  let room = most
  let at = start
  while (at < length) {
    const code = text.charCodeAt(at)
    const paired = isPair(code, text.charCodeAt(at + 1))
    room -= paired ? 4 : bytesOf(code)
    if (room < 0 && at > from) break
    at += paired ? 2 : 1
  }
  return at
}

function bytesOf(code: number): number {
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 2 : 1
  return code < 0x800 ? 2 : 3
}
