import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A `ts` block of a document. */
export interface Block {
  /** Where it begins: `README.md:36`. */
  readonly at: string
  /** What stands behind `ts`: `run=group/role`, `check`, or nothing. */
  readonly marker: string
  readonly code: string
}

/** Languages under which code could hide from the tests. */
const disguises = /^(js|javascript|typescript|mts|tsx|jsx|mjs)\b/

/** @throws Error for a block of code that is not marked as `ts`. */
export function blocksOf(root: string, file: string): Block[] {
  const blocks: Block[] = []
  let open: { line: number; info: string; lines: string[] } | undefined
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    if (!line.startsWith('```')) {
      open?.lines.push(line)
      continue
    }
    if (open === undefined) {
      open = { line: index + 1, info: line.slice(3).trim(), lines: [] }
      continue
    }
    const at = `${file}:${open.line}`
    if (disguises.test(open.info)) throw new Error(`${at}: code is marked as ts here, so that it is tested`)
    const [language, ...marker] = open.info.split(' ')
    if (language === 'ts') blocks.push({ at, marker: marker.join(' '), code: open.lines.join('\n') })
    open = undefined
  }
  return blocks
}
