import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { costs } from '../src/parts/costs.ts'
import { eventLoop } from '../src/parts/places.ts'
import { otherThreads, partOf, parts } from '../src/parts/table.ts'

describe('a part', () => {
  test.each([
    ['core/codec/msgpack/reader.ts', 'codec'],
    ['core/dialect/wsrpc/encode.js', 'dialect'],
    ['core/framing/mask.ts', 'framing'],
    ['core/link/ws.ts', 'framing'],
    ['core/link/ws.js', 'framing'],
    ['core/link/websocket.ts', 'link'],
    ['core/limits.ts', 'core, the rest'],
    ['pool-node/balancers/hash.ts', 'dispatch'],
    ['pool-node/accept/transport.ts', 'pool, the rest'],
    ['provider/session.ts', 'provider'],
    ['npm/ws/lib/sender.js', '`ws`'],
    ['npm/wsx/index.js', 'other packages'],
    ['node:internal/process/task_queues', "Node's own JavaScript"],
    ['native/writev', 'the write to the socket'],
    ['native/runMicrotasks', 'microtasks, and what is no JavaScript'],
    [eventLoop, 'the read, and the wait for it'],
    [otherThreads, 'other threads'],
    ['elsewhere.ts', 'anything else'],
  ])('of %s is %s', (place, part) => {
    expect(partOf(place)).toBe(part)
  })

  test('is there for each folder that the table names, and none is hidden by one above it', () => {
    for (const { name, places } of parts) {
      expect(places.map((place) => partOf(place))).toEqual(places.map(() => name))
    }
    const named = parts.flatMap(({ places }) => places).filter((place) => /^[\w-]+\/[\w-]+\/$/.test(place))
    const ours = named.filter((place) => !place.startsWith('npm/'))
    expect(ours.length).toBeGreaterThan(8)
    for (const place of ours) {
      const [name, room] = place.split('/') as [string, string]
      expect(readdirSync(new URL(`../../../packages/${name}/src/`, import.meta.url))).toContain(room)
    }
  })
})

describe('costs', () => {
  const end = { cpu: 10, main: 8 }

  test('share the time of an end out, and come to all of it', () => {
    const all = costs(
      { ...end, shares: { 'core/codec/a.ts': 0.25, 'core/codec/b.ts': 0.25, 'node:net': 0.5 } },
      { cpu: 1, main: 1, shares: { 'provider/a.ts': 1 } },
    )
    expect(all).toEqual([
      { part: 'codec', caller: 4, callee: 0 },
      { part: "Node's own JavaScript", caller: 4, callee: 0 },
      { part: 'other threads', caller: 2, callee: 0 },
      { part: 'provider', caller: 0, callee: 1 },
    ])
  })

  test('have the dearest of both ends together first', () => {
    const all = costs(
      { ...end, shares: { 'core/codec/a.ts': 0.6, 'core/peer/a.ts': 0.4 } },
      { ...end, shares: { 'core/codec/a.ts': 0.1, 'core/peer/a.ts': 0.9 } },
    )
    expect(all.map(({ part }) => part)).toEqual(['peer', 'codec', 'other threads'])
  })
})
