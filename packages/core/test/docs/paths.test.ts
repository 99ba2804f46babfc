import { readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, root } from './markdown.ts'

/** Everything in the repository that is somebody's work, folders with a slash behind. */
function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'coverage', '.git', '.types', '.turbo'].includes(entry.name)) return []
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? [`${path}/`, ...walk(path)] : [path]
  })
}

const all = walk('')
const documents = all.filter(
  (path) => /^(README|PROTOCOL|ARCHITECTURE|docs\/.*)\.?(md)?$/.test(path) && path.endsWith('.md'),
)
const readmes = all.filter((path) => /^packages\/[\w-]+\/README\.md$/.test(path))

/** As GitHub makes an anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function anchors(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] as string))
}

describe('the links', () => {
  const links = [...documents, ...readmes].flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] as string)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ document, target })),
  )

  test('are there', () => {
    expect(links.length).toBeGreaterThan(30)
  })

  test.each(links)('$target in $document leads somewhere', ({ document, target }) => {
    const [path, heading] = target.split('#') as [string, string?]
    const file = path === '' ? document : normalize(join(dirname(document), path))
    expect(all.map((known) => known.replace(/\/$/, ''))).toContain(file.replace(/\/$/, ''))
    const known = heading === undefined ? [heading] : anchors(file)
    expect(known).toContain(heading)
  })
})

describe('the paths', () => {
  const named = ['ARCHITECTURE.md', 'docs/README.md'].flatMap((document) =>
    [
      ...read(document)
        .replaceAll(/^```[\s\S]*?^```/gm, '')
        .matchAll(/`([\w.-]+\/[\w./-]*|[\w-]+\.(?:ts|mjs|json))`/g),
    ].map((match) => ({ document, path: match[1] as string })),
  )

  test('are there, and those that one can open are whole', () => {
    expect(named.filter(({ path }) => path.startsWith('packages/')).length).toBeGreaterThan(40)
  })

  test.each(named)('$path in $document exists', ({ path }) => {
    const found = all.filter((known) => {
      const plain = known.replace(/\/$/, '')
      const wanted = path.replace(/\/$/, '')
      return plain === wanted || plain.endsWith(`/${wanted}`)
    })
    expect(found).not.toEqual([])
    // One that begins at the top is not found somewhere else.
    const top = /^(packages|apps|scripts|docs)\//.test(path)
    expect(!top || all.includes(path) || all.includes(`${path}/`)).toBe(true)
  })
})

test('every decision is listed', () => {
  const listed = [...read('docs/README.md').matchAll(/\]\((decisions\/[^)]+)\)/g)].map(
    (match) => `docs/${match[1]}`,
  )
  const there = all.filter((path) => path.startsWith('docs/decisions/') && path.endsWith('.md'))
  expect(listed).toHaveLength(there.length)
  expect(there).toEqual(expect.arrayContaining(listed))
})

test('ARCHITECTURE.md answers at least 15 questions of where to change something', () => {
  const text = read('ARCHITECTURE.md')
  const rows = text.slice(text.indexOf('| to change')).split('\n\n')[0]?.split('\n') ?? []
  expect(rows.length - 2).toBeGreaterThanOrEqual(15)
  // One page: it grew from 170 lines when the runtimes and the dialects of others moved in.
  expect(text.split('\n').length).toBeLessThanOrEqual(195)
})
