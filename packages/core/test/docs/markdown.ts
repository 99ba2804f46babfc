import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL('../../../..', import.meta.url))

/** A document of the repository. */
export function read(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8')
}

/** What stands under a heading, up to the next one of its level or above. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (from < 0) throw new Error(`no heading ${heading}`)
  const level = (lines[from] as string).indexOf(' ')
  const length = lines.slice(from + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level)
  return lines.slice(from, length < 0 ? undefined : from + 1 + length).join('\n')
}

/** The rows of the table that has this header, as text without the marks of code. */
export function table(text: string, header: readonly string[]): string[][] {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith('|') && String(cells(line)) === String(header))
  if (at < 0) throw new Error(`no table with the header ${header.join(' | ')}`)
  const rest = lines.slice(at + 2)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, end < 0 ? undefined : end).map(cells)
}

function cells(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'))
}

/** The code blocks of one language, with the heading that each stands under. */
export function codeBlocks(text: string, language: string): { heading: string; code: string }[] {
  const blocks: { heading: string; code: string }[] = []
  let heading = ''
  let open: { language: string; lines: string[] } | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      if (open === undefined) {
        open = { language: line.slice(3), lines: [] }
        continue
      }
      if (open.language === language) blocks.push({ heading, code: open.lines.join('\n') })
      open = undefined
    } else if (open !== undefined) open.lines.push(line)
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
  }
  return blocks
}
