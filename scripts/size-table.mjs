// The table of sizes in README.md: how it is written, and how far it may be from what was measured. No I/O.

import { Stop } from './stop.mjs'

/** @typedef {{ name: string, size: number }} Size  in bytes */

const begin = '<!-- sizes -->'
const end = '<!-- /sizes -->'

/** As much may a figure be off before it must be written anew. */
const tolerance = 0.02

/** @param {number} bytes */
export const inKilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** @param {Size[]} sizes */
export const table = (sizes) => {
  const rows = [['for browsers', 'min+gzip'], ...sizes.map(({ name, size }) => [name, inKilobytes(size)])]
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows.map(line)
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')
}

const noMarks = `README.md lacks the marks ${begin} and ${end}.`

/**
 * Cuts a text at the marks.
 * @param {string} text
 * @returns {[before: string, between: string, after: string] | undefined} nothing when a mark is missing
 */
const cut = (text) => {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) return undefined
  return [text.slice(0, from + begin.length), text.slice(from + begin.length, to), text.slice(to)]
}

/**
 * @param {string} text
 * @param {Size[]} sizes
 * @returns {string} the text with a new table between the marks
 * @throws {Stop} when a mark is missing
 */
export const withTable = (text, sizes) => {
  const parts = cut(text)
  if (parts === undefined) throw new Stop(noMarks)
  const [before, , after] = parts
  return `${before}\n\n${table(sizes)}\n\n${after}`
}

/**
 * What the table between the marks says wrong, a sentence each.
 * @param {string} text
 * @param {Size[]} sizes
 */
export const stale = (text, sizes) => {
  const parts = cut(text)
  if (parts === undefined) return [noMarks]
  const rows = parts[1].split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const said = new Map(rows.map(([, name = '', figure = '']) => [name, Number.parseFloat(figure) * 1000]))
  return sizes.flatMap(({ name, size }) => {
    const figure = said.get(name) ?? Number.NaN
    if (Math.abs(figure - size) <= size * tolerance) return []
    const instead = Number.isNaN(figure) ? 'nothing' : inKilobytes(figure)
    return [`README.md says ${instead} of ${name}; measured: ${inKilobytes(size)}.`]
  })
}
