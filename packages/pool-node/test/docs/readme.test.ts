// The code in the documents: all of it is checked by the compiler, and what is marked to run is run, one process
// a program, with real sockets. docs/README.md tells how blocks are marked.

import { readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { forThisMachine, freePorts, missingIn, play, promisedBy } from './play.ts'
import { programsOf, sourceOf } from './program.ts'
import { Project, root } from './project.ts'

const documents = [
  'README.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((file) => existsSync(join(root, file)))

const programs = documents.flatMap((document) =>
  programsOf(blocksOf(root, document)).map((program) => {
    const folder = `${document.replaceAll(/\W/g, '-')}/${program.group}`
    return { ...program, document, folder, source: sourceOf(program) }
  }),
)
const groups = [...new Set(programs.filter(({ runs }) => runs).map(({ folder }) => folder))]

describe('the code in the documents', () => {
  let project: Project
  let ports: ReadonlyMap<string, string>[]
  beforeAll(async () => {
    project = new Project()
    ports = await freePorts(groups.length)
    await project.fillCache()
  }, 60_000)
  afterAll(() => project[Symbol.dispose]())

  test('is there, and the README shows calls that run', () => {
    expect(documents).toContain('README.md')
    expect(programs.filter(({ document, runs }) => document === 'README.md' && runs).length).toBeGreaterThan(
      10,
    )
  })

  test('has the right types', { timeout: 60_000 }, async () => {
    for (const { folder, role, source } of programs) project.write(`${folder}/${role}.mts`, source)
    expect(await project.checkTypes()).toBe('')
  })

  // Side by side: most of the time processes start.
  test.concurrent.each(groups)('%s does what it says', { timeout: 60_000 }, async (folder) => {
    const free = ports[groups.indexOf(folder)] as ReadonlyMap<string, string>
    const parts = programs
      .filter((program) => program.folder === folder)
      .map(({ role, source }) => {
        const file = `${role}.mts`
        const text = forThisMachine(source, free)
        project.write(`run/${folder}/${file}`, text)
        return { file, promised: promisedBy(text) }
      })
    await project.writeCertificates(`run/${folder}`)
    const stage = { cwd: join(project.folder, 'run', folder), env: project.env }
    expect(await play(parts, stage, 40_000)).toBeUndefined()
  })
})

describe('what a program promises', () => {
  test('must be printed, in order; … stands for anything', () => {
    const promised = promisedBy("console.log(1)\n// prints: one: 1\n  // prints: { id: '…' }\n// print: no")
    expect(promised).toEqual(['one: 1', "{ id: '…' }"])
    expect(missingIn("one: 1\n{\n  id: 'x'\n}", ['one: 1', "{ id: '…' }"])).toBeUndefined()
    expect(missingIn('b\na', ['a', 'b'])).toBe('b')
    expect(missingIn('', ['a'])).toBe('a')
  })
})
