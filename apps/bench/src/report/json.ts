import type { Outcome } from '../outcome.ts'

/** Digits that are kept of a number: more would be noise in the history. */
const digits = 6

/** As wide may a line be: what the formatter has. */
const width = 110

/** The outcome as a file, the way the formatter would write it: a list of numbers in one line. */
export function toJson(outcome: Outcome): string {
  const text = JSON.stringify(
    outcome,
    (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(digits)) : value),
    2,
  )
  return `${text.replaceAll(/^( *.*)\[\n([^[\]{}]*?)\n *\]/gm, oneLine)}\n`
}

function oneLine(whole: string, before: string, items: string): string {
  const line = `${before}[${items.trim().replaceAll(/\s*\n\s*/g, ' ')}]`
  return line.length < width ? line : whole
}

/** What {@link toJson} wrote. */
export function fromJson(text: string): Outcome {
  return JSON.parse(text) as Outcome
}
