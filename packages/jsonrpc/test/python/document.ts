import { readFileSync } from 'node:fs'

const document: URL = new URL('../../../../docs/a-provider-in-python.md', import.meta.url)

/** The only block of that language in docs/a-provider-in-python.md. @throws Error when it has another number of them. */
export function blockOf(language: 'python' | 'ts'): string {
  const blocks = [
    ...readFileSync(document, 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')),
  ]
  if (blocks.length !== 1)
    throw new Error(`the document has ${blocks.length} blocks in ${language}, and one is expected`)
  return blocks[0]?.[1] as string
}
