import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../install/install.ts'

/** The text of `docs/dialling.md`. */
export function guide(): string {
  return readFileSync(join(root, 'docs', 'dialling.md'), 'utf8')
}

/**
 * Blocks of `docs/dialling.md` in one language, word for word.
 *
 * @throws Error when there is none.
 */
export function guideBlocks(language: 'ts' | 'capnp' | 'html' | 'sh'): readonly string[] {
  const found = guide().matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))
  const blocks = [...found].map(([, text = '']) => text)
  if (blocks.length === 0) throw new Error(`docs/dialling.md has no block of ${language}`)
  return blocks
}
