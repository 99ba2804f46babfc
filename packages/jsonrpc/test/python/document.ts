import { readFileSync } from 'node:fs'
import { applied } from './diff.ts'

const document: URL = new URL('../../../../docs/a-provider-in-python.md', import.meta.url)

/** What the document adds to its provider, by the headings there. */
export type Addition = 'Codes and data' | 'Cancelling'

/** All of them. */
export const additions: readonly Addition[] = ['Codes and data', 'Cancelling']

/** The shortest and the longest provider of the document, for titles and {@link providerProgram}. */
export const providers: readonly (readonly [title: string, added: readonly Addition[]])[] = [
  ['a provider in Python', []],
  ['a provider in Python with codes and cancelling', additions],
]

/** An addition alone, and with all others: as {@link providers}. */
export function alone(addition: Addition): typeof providers {
  return [
    ['alone', [addition]],
    ['beside the others', additions],
  ]
}

/** The pool of the document. */
export function poolProgram(): string {
  return blockIn(text(), 'ts')
}

/** The provider of the document, as it stands there, with what is added to it. @throws Error when something does not fit. */
export function providerProgram(added: readonly Addition[] = []): string {
  const diffs = added.map((heading) => blockIn(sectionOf(heading), 'diff'))
  return diffs.reduce(applied, blockIn(text(), 'python'))
}

/** The only block of that language. @throws Error when there is another number of them. */
function blockIn(part: string, language: 'python' | 'ts' | 'diff'): string {
  const blocks = [...part.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))]
  if (blocks.length !== 1)
    throw new Error(`the document has ${blocks.length} blocks in ${language} there, and one is expected`)
  return blocks[0]?.[1] as string
}

function sectionOf(heading: Addition): string {
  const sections = text().split(/^#+ /m)
  const section = sections.find((one) => one.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`the document has no heading '${heading}'`)
  return section
}

function text(): string {
  return readFileSync(document, 'utf8')
}
