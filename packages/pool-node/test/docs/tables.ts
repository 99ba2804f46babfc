import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './project.ts'

/**
 * The rows of a document's table that begins with these columns.
 *
 * @throws Error when there is no such table.
 */
export function rows(file: string, ...header: readonly string[]): string[][] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const at = lines.findIndex((line) => String(cells(line).slice(0, header.length)) === String(header))
  if (at < 0) throw new Error(`${file} has no table with the columns ${header.join(', ')}`)
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'))
  return lines.slice(at + 2, end).map(cells)
}

/** The names in backticks in a cell: `call(…)` is `call`. */
export function namesIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]*)`/g)].map((match) => (match[1] as string).replace(/\(.*$/, ''))
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}
