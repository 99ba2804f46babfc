/** Small helps for saying things in plain words. */

import { isRpcError } from '@wsrpc/core'
import type { Tile } from './tiles.ts'

/** An error in one line. */
export function errorWords(error: unknown): string {
  if (isRpcError(error)) return `${error.code}: ${error.message}`
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Breaks a text into lines. */
export function wrap(text: string, indent: string, width = 80): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, indent + line]
}

/** `1 tile`, `2 tiles`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`
}

/** `tiles 7 and 9`: as people count, from 1. */
export function tileNumbers(tiles: readonly { readonly tile: Tile }[]): string {
  const numbers = tiles.map(({ tile }) => tile.index + 1).sort((a, b) => a - b)
  return `tile${numbers.length === 1 ? '' : 's'} ${list(numbers.map(String))}`
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}

export function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`
}

/** `512 bytes`, `314 kB`, `8.4 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** At most so many characters, and a sign if there are more. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 2)} …`
}
