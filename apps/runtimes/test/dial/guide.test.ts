import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { factsOf } from '../../src/dial/differences.ts'
import { guide, guideBlocks } from '../../src/dial/guide.ts'
import { Project } from '../../src/install/install.ts'
import { installedPackages } from '../../src/install/provided.ts'
import { run } from '../../src/install/run.ts'

test('the example of the option webSocket does what it says', async () => {
  using project = new Project(inject('projects'))
  symlinkSync(join(installedPackages(), 'node_modules'), join(project.folder, 'node_modules'))
  const example = guideBlocks('ts').find((text) => text.includes('webSocket:')) ?? ''
  const file = project.write('example.mts', example)
  const { stdout } = await run(process.execPath, [file], { cwd: project.folder })
  expect(stdout).toMatch(/^2\d{3}\n$/)
})

test.each(['Deno', 'Bun'])('what the table of tls says no to is refused in %s', (runtime) => {
  const [head = [], ...options] = tableOf('option')
  const column = head.indexOf(runtime)
  const no = options.flatMap((row) => (row[column]?.startsWith('no') ? namesIn(row[0]) : []))
  expect(no.map((name) => `tls.${name}`).toSorted()).toEqual([...factsOf(runtime).tlsRefused].toSorted())
})

/** The rows of the guide's table that begins with this word, cell by cell. */
function tableOf(first: string): string[][] {
  const [table = ''] = new RegExp(`^\\| ${first} .*\n(\\|.*\n)+`, 'm').exec(guide()) ?? []
  const rows = table.trim().split('\n')
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
