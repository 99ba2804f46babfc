import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { core } from './run.ts'

const src = join(core, 'src')

interface Import {
  readonly from: string
  readonly to: string
}

/** Every import and re-export between files of a folder, by their paths in it. */
function importsOf(files: Readonly<Record<string, string>>): Import[] {
  return Object.entries(files).flatMap(([from, text]) =>
    [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, to = '']) => ({
      from,
      to: to.startsWith('.') ? posix.join(posix.dirname(from), to) : to,
    })),
  )
}

/** A folder, or a file of the top, and what it may not import. */
const walls: readonly (readonly [room: string, forbidden: readonly string[]])[] = [
  ['message.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['errors.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['limits.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['close.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['codec/', ['dialect/', 'peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['codec/msgpack/', ['codec/json/']],
  ['codec/json/', ['codec/msgpack/']],
  ['dialect/', ['peer/', 'link/', 'service/', 'stream/', 'testing']],
  ['dialect/wsrpc/', ['codec/json/', 'codec/msgpack/']],
  ['peer/', ['codec/', 'dialect/', 'link/', 'service/', 'stream/', 'testing']],
  ['link/', ['codec/json/', 'codec/msgpack/', 'dialect/wsrpc/', 'service/', 'testing']],
  ['stream/', ['codec/json/', 'codec/msgpack/', 'dialect/', 'link/', 'service/', 'testing']],
  ['service/', ['codec/', 'dialect/', 'testing']],
]

function breaches(imports: readonly Import[]): string[] {
  return walls.flatMap(([room, forbidden]) =>
    imports
      .filter(({ from, to }) => from.startsWith(room) && forbidden.some((wall) => to.startsWith(wall)))
      .map(({ from, to }) => `${from} imports ${to}`),
  )
}

const files = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => [name.split(sep).join('/'), readFileSync(join(src, name), 'utf8')]),
)
const imports = importsOf(files)

describe('imports inside core', () => {
  it('go one way', () => {
    expect(breaches(imports)).toEqual([])
  })

  it('lead to files that are there', () => {
    const inside = imports.filter(({ to }) => to.endsWith('.ts'))
    expect(inside.length).toBeGreaterThan(100)
    expect(inside.filter(({ to }) => files[to] === undefined)).toEqual([])
  })

  it('need no package of others', () => {
    const outside = new Set(imports.map(({ to }) => to).filter((to) => !to.endsWith('.ts')))
    expect([...outside]).toEqual([])
  })

  it('are found in every form, and a wrong one is noticed', () => {
    const wrong = importsOf({
      'codec/a.ts': "import type { A } from '../link/a.ts'\nimport {\n  b,\n} from '../peer/b.ts'\n",
      'peer/c.ts':
        "export * from '../codec/c.ts'\nimport '../link/d.ts'\nconst e = await import('../service/e.ts')\n",
      'codec/json/f.ts': "export { f } from '../msgpack/f.ts'\n",
    })
    expect(breaches(wrong).sort()).toEqual([
      'codec/a.ts imports link/a.ts',
      'codec/a.ts imports peer/b.ts',
      'codec/json/f.ts imports codec/msgpack/f.ts',
      'peer/c.ts imports codec/c.ts',
      'peer/c.ts imports link/d.ts',
      'peer/c.ts imports service/e.ts',
    ])
  })

  it('are read from the folder of core', () => {
    expect(relative(core, src)).toBe('src')
    expect(Object.keys(files)).toContain('peer/peer.ts')
  })
})
