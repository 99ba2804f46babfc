import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Project, root } from '../../src/install/install.ts'
import { run } from '../../src/install/run.ts'

/** One title for each runtime that is promised, as the suite's tests have it. */
const titles = [
  ...[20, 22, 24, 26].map((major) => `Node ${major}.1.2`),
  'Deno 2.9.6',
  'Bun 1.4.5',
  'Chromium 156.0.1, page',
  'Chromium 156.0.1, Web Worker',
  'workerd 2026-11-17, Worker',
  'workerd 2026-11-17, Durable Object',
  'Node 24.1.2, its pool on Bun 1.4.5',
  'Node 24.1.2, its pool on Deno 2.9.6',
]

/** What is said after a whole run on these, when the README tells of those. */
async function newsOf(ran: readonly object[], recorded: readonly object[]): Promise<unknown> {
  const program = `
    import { newsLines } from './scripts/runtimes.mjs'
    console.log(JSON.stringify(newsLines(...JSON.parse(process.argv[1]))))
  `
  const args = ['--input-type=module', '--eval', program, JSON.stringify([ran, recorded])]
  return JSON.parse((await run(process.execPath, args, { cwd: root })).stdout)
}

describe('a whole run', () => {
  const deno = { runtime: 'Deno', version: '2.9.6' }
  const newer = { runtime: 'Deno', version: '2.10.0' }

  test('says nothing when it was on what the README tells of', async () => {
    expect(await newsOf([deno], [deno])).toEqual([])
  })

  test('says in a line what it was on, and what it was not on', async () => {
    const lines = await newsOf([newer], [deno])
    expect(lines).toEqual([expect.stringMatching(/it lacks Deno 2\.10\.0.* not run were Deno 2\.9\.6/)])
  })
})

describe('the table of the runtimes', () => {
  // The scripts take the folder that they lie in for the repository.
  const project = new Project(inject('projects'))
  const results = join(project.folder, 'apps', 'runtimes', 'results.json')
  beforeAll(() => {
    cpSync(join(root, 'scripts'), join(project.folder, 'scripts'), { recursive: true })
    project.write('README.md', '<!-- runtimes -->\n<!-- /runtimes -->\n')
    mkdirSync(join(results, '..'), { recursive: true })
    symlinkSync(join(root, 'apps', 'runtimes', 'src'), join(results, '..', 'src'), 'junction')
  })
  afterAll(() => project[Symbol.dispose]())

  const write = async (ran: readonly string[], signal: AbortSignal): Promise<string> => {
    const assertionResults = ran.map((title) => {
      return { ancestorTitles: [title, 'connect'], title: 'joins', status: 'passed' }
    })
    const testResults = [{ name: 'apps/runtimes/test/rooms/it.test.ts', status: 'passed', assertionResults }]
    project.write('node_modules/.cache/test-results.json', JSON.stringify({ testResults }))
    writeFileSync(results, '[]')
    const script = join(project.folder, 'scripts', 'runtimes-table.mjs')
    return run(process.execPath, [script, '--write'], { cwd: project.folder, signal }).then(
      () => '',
      (error: Error) => error.message,
    )
  }

  test('is written from a whole run', async ({ signal }) => {
    expect(await write(titles, signal)).toBe('')
    expect(JSON.parse(readFileSync(results, 'utf8'))).toHaveLength(titles.length)
  })

  test.for([
    ['Node 22.1.2', 'Node 22'],
    ['Chromium 156.0.1, page', 'Chromium, page'],
    ['Node 24.1.2, its pool on Bun 1.4.5', 'Node 24, its pool on Bun'],
  ] as const)('is not written from a run without %s', async ([left, name], { signal }) => {
    const ran = titles.filter((title) => title !== left)
    expect(await write(ran, signal)).toContain(`not a whole run, for it lacks: ${name}.`)
    expect(readFileSync(results, 'utf8')).toBe('[]')
  })
})
