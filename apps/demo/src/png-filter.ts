/**
 * PNG's filters (https://www.w3.org/TR/png-3/#9Filters): each byte is written as its difference to a guess from its
 * neighbours, which deflate then packs better. Each row says which guess it uses in a byte of its own.
 */

/** Guesses a byte from the ones to its left, above it, and above to the left. In the order of the PNG filter types. */
type Guess = (left: number, above: number, corner: number) => number

const guesses: readonly Guess[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
]

/** Tries all filters and takes the one with the smallest differences, as the PNG specification advises. */
export function filterRow(row: Uint8Array, above: Uint8Array, depth: number): Uint8Array {
  let best: Uint8Array = new Uint8Array(row.length + 1)
  let least = Infinity
  for (const [type, guess] of guesses.entries()) {
    const filtered = new Uint8Array(row.length + 1)
    filtered[0] = type
    let sum = 0
    for (let i = 0; i < row.length; i++) {
      const difference = (byte(row, i) - guessAt(guess, row, above, i, depth)) & 255
      filtered[i + 1] = difference
      sum += difference < 128 ? difference : 256 - difference
    }
    if (sum < least) {
      least = sum
      best = filtered
    }
  }
  return best
}

/** @throws Error for a filter that does not exist. */
export function unfilterRow(filtered: Uint8Array, above: Uint8Array, depth: number): Uint8Array {
  const guess = guesses[byte(filtered, 0)]
  if (guess === undefined) throw new Error(`there is no PNG filter ${filtered[0]}`)
  const row = new Uint8Array(filtered.length - 1)
  for (let i = 0; i < row.length; i++) {
    row[i] = byte(filtered, i + 1) + guessAt(guess, row, above, i, depth)
  }
  return row
}

function guessAt(guess: Guess, row: Uint8Array, above: Uint8Array, i: number, depth: number): number {
  const hasLeft = i >= depth
  return guess(hasLeft ? byte(row, i - depth) : 0, byte(above, i), hasLeft ? byte(above, i - depth) : 0)
}

/** Of the three neighbours the one that is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner
  const [toLeft, toAbove, toCorner] = [
    Math.abs(estimate - left),
    Math.abs(estimate - above),
    Math.abs(estimate - corner),
  ]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}
