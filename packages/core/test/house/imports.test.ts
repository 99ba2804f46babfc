import { join, relative } from 'node:path'
import { breaches, importsOf, sourcesIn, type Wall } from '@wsrpc/contract-tests/imports'
import { describe, expect, it } from 'vitest'
import { core } from './run.ts'

const src = join(core, 'src')

const files = sourcesIn(src)
const imports = importsOf(files)

/** All places but that one: rooms, and files of the top. */
function others(room: string): string[] {
  const places = new Set(Object.keys(files).map((path) => path.replace(/\/.*$/, '/')))
  return [...places].filter((place) => place !== room)
}

const walls: readonly Wall[] = [
  ['message.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['errors.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['limits.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['close.ts', ['codec/', 'dialect/', 'peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['codec/', ['dialect/', 'peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['codec/msgpack/', ['codec/json/']],
  ['codec/json/', ['codec/msgpack/']],
  ['dialect/', ['peer/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['dialect/wsrpc/', ['codec/json/', 'codec/msgpack/']],
  ['peer/', ['codec/', 'dialect/', 'link/', 'service/', 'stream/', 'framing/', 'testing']],
  ['link/', ['codec/json/', 'codec/msgpack/', 'dialect/wsrpc/', 'service/', 'testing']],
  ['stream/', ['codec/json/', 'codec/msgpack/', 'dialect/', 'link/', 'service/', 'framing/', 'testing']],
  ['service/', ['codec/', 'dialect/', 'framing/', 'testing']],
  ['framing/', others('framing/')],
]

describe('imports inside core', () => {
  it('go one way', () => {
    expect(breaches(imports, walls)).toEqual([])
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
      'dialect/g.ts': "import { mask } from '../framing/mask.ts'\n",
      'framing/h.ts': "import { limits } from '../limits.ts'\nimport { i } from '../codec/i.ts'\n",
      'link/ws.ts': "import { mask } from '../framing/mask.ts'\n",
    })
    expect(breaches(wrong, walls).sort()).toEqual([
      'codec/a.ts imports link/a.ts',
      'codec/a.ts imports peer/b.ts',
      'codec/json/f.ts imports codec/msgpack/f.ts',
      'dialect/g.ts imports framing/mask.ts',
      'framing/h.ts imports codec/i.ts',
      'framing/h.ts imports limits.ts',
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
