/**
 * A table of Markdown that is also one in a terminal: its columns are even.
 *
 * @param texts how many of the columns, from the left, are text. The others are numbers, and stand at the right.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const pad = (text: string, width: number, column: number): string =>
    column < texts ? text.padEnd(width) : text.padStart(width)
  const widths = header.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => pad(cells[at] ?? '', width, at)).join(' | ')} |`
  const rule = widths.map((width, column) =>
    column < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}
