import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { breaches, importsOf, sourcesIn, type Wall } from '@wsrpc/contract-tests/imports'
import { describe, expect, it } from 'vitest'
import { root } from '../docs/project.ts'

const files = sourcesIn(fileURLToPath(new URL('../../src/', import.meta.url)))
const imports = importsOf(files)

/** `a/` of `a/b.ts`; a file of the top is itself. */
function placeOf(path: string): string {
  return path.replace(/\/.*$/, '/')
}

const places = [...new Set(Object.keys(files).map(placeOf))]
const rooms = places.filter((place) => place.endsWith('/'))

/** What each room may import besides itself. The files of the top join the rooms: but for the options, no room knows them. */
const known: Readonly<Record<string, readonly string[]>> = {
  'accept/': ['options.ts', 'roster/', 'stats/'],
  'explain/': ['dispatch/', 'roster/', 'balancers/', 'protection/'],
  'dispatch/': ['options.ts', 'roster/', 'balancers/', 'check/', 'protection/', 'stats/'],
  'roster/': ['balancers/', 'protection/', 'stats/'],
  'balancers/': ['check/'],
  'check/': ['options.ts', 'protection/'],
  'protection/': ['stats/'],
  'stats/': [],
}

const walls: readonly Wall[] = Object.entries(known).map(([room, others]) => {
  return [room, places.filter((place) => place !== room && !others.includes(place))]
})

/** The arrows in the drawing of a package in ARCHITECTURE.md, as `from>to`. */
function drawn(house: string): string[] {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const [, drawing = ''] = new RegExp(`subgraph ${house}\n(.*?)\n  end\n`, 's').exec(text) ?? []
  return drawing.split('\n').flatMap((line) => {
    const steps = line.split('-->').map((step) => step.split('&').map((name) => name.trim()))
    return steps
      .slice(1)
      .flatMap((to, before) => to.flatMap((b) => steps[before]?.map((a) => `${a}>${b}`) ?? []))
  })
}

/** All that arrows lead to from a room. */
function reached(from: string, arrows: readonly string[]): Set<string> {
  const found = new Set<string>()
  const look = (place: string): void => {
    for (const [a, b] of arrows.map((arrow) => arrow.split('>') as [string, string])) {
      if (a !== place || found.has(b)) continue
      found.add(b)
      look(b)
    }
  }
  look(from)
  return found
}

describe('imports inside the pool', () => {
  it('are those that each room may have', () => {
    expect(rooms.toSorted()).toEqual(Object.keys(known).toSorted())
    expect(breaches(imports, walls)).toEqual([])
  })

  it('lead to files that are there', () => {
    const inside = imports.filter(({ to }) => to.endsWith('.ts'))
    expect(inside.length).toBeGreaterThan(100)
    expect(inside.filter(({ to }) => files[to] === undefined)).toEqual([])
  })

  it('that go back, or to the top, are noticed', () => {
    const wrong = importsOf({
      'stats/a.ts': "import type { Roster } from '../roster/roster.ts'\n",
      'check/b.ts': "import type { PoolOptions } from '../options.ts'\nexport * from '../pool.ts'\n",
      'accept/c.ts':
        "import {\n  Dispatch,\n} from '../dispatch/dispatch.ts'\nimport '../roster/roster.ts'\n",
    })
    expect(breaches(wrong, walls).toSorted()).toEqual([
      'accept/c.ts imports dispatch/dispatch.ts',
      'check/b.ts imports pool.ts',
      'stats/a.ts imports roster/roster.ts',
    ])
  })

  it('are as ARCHITECTURE.md draws them: arrows or ways along them, and none in a circle', () => {
    const arrows = drawn('pool-node')
    const real = imports.map(({ from, to }) => `${placeOf(from)}>${placeOf(to)}`.replaceAll('/', ''))
    for (const room of rooms.map((name) => name.slice(0, -1))) {
      const ways = reached(room, arrows)
      expect(ways).not.toContain(room)
      const needed = (known[`${room}/`] ?? []).filter((name) => name.endsWith('/'))
      expect([...ways]).toEqual(expect.arrayContaining(needed.map((name) => name.slice(0, -1))))
    }
    // `pool` stands for the files of the top.
    const invented = arrows.filter((arrow) => !arrow.startsWith('pool>') && !real.includes(arrow))
    expect([arrows.length > 8, invented]).toEqual([true, []])
  })
})
