import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brings, installed } from './support/packages.ts'

/** What a package may have: the code, its types, its maps, and what is to be read. */
const known = /^(LICENSE|README\.md|package\.json|dist\/[\w/-]+\.(js|js\.map|d\.ts))$/

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}

/** Sources that a map names and does not carry: they are not published. */
function sourcesLostBy(map: string): string[] {
  const { sources, sourcesContent = [] } = JSON.parse(map) as SourceMap
  return sources.filter((_, i) => typeof sourcesContent[i] !== 'string')
}

/** The targets of `exports` and `imports`, whatever the conditions. */
function targets(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Object.values(value ?? {}).flatMap(targets)
}

describe.each(Object.keys(brings))('%s', (name) => {
  const it = (): ReturnType<typeof installed> => installed(name)

  test('has code, types and what is to be read, and no tests', () => {
    const { files } = it()
    expect(files.filter((file) => !known.test(file))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    )
  })

  test('has every file that its package.json names', () => {
    const { folder, manifest } = it()
    const named = [...targets(manifest.exports), ...targets(manifest.imports)]
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter((target) => !existsSync(join(folder, target)))).toEqual([])
    expect(manifest.sideEffects).toBe(false)
  })

  test('has the types of every entry', () => {
    const { './package.json': _itself, ...entries } = it().manifest.exports
    for (const target of Object.values(entries)) expect(Object.keys(target as object)[0]).toBe('types')
    expect(Object.keys(entries)).toContain('.')
  })

  test('has the sources that its source maps speak of', () => {
    const { folder, files } = it()
    const links = files.flatMap((file) => {
      const link = /^\/\/# sourceMappingURL=(.*)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1]
      return link === undefined ? [] : [join(dirname(file), link).replaceAll('\\', '/')]
    })
    expect(links.filter((link) => !files.includes(link))).toEqual([])
    expect(links.length).toBeGreaterThan(1)
    const lost = files
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => sourcesLostBy(readFileSync(join(folder, file), 'utf8')))
    expect(lost).toEqual([])
  })
})
