import { describe, expect, test } from 'vitest'
import { eventLoop, type Profile, type ProfileNode, sharesOf } from '../src/parts/places.ts'

/** A profile of so many samples, 1 µs apart. Each function is called by the one before it. */
function stack(...functions: readonly (readonly [name: string, url: string, hits: number])[]): Profile {
  const nodes = functions.map(([functionName, url, hitCount], id): ProfileNode => ({
    id,
    callFrame: { functionName, url },
    hitCount,
    ...(id + 1 < functions.length ? { children: [id + 1] } : {}),
  }))
  const endTime = functions.reduce((sum, [, , hits]) => sum + hits, 0)
  return { nodes, startTime: 0, endTime }
}

/** What a file is called in the shares. */
function placeOf(url: string): string | undefined {
  return Object.keys(sharesOf(stack(['(root)', '', 0], ['f', url, 1]), 1))[0]
}

describe('a place', () => {
  test.each([
    ['file:///home/a/wsrpc/packages/core/src/codec/scan.ts', 'core/codec/scan.ts'],
    ['file:///home/a/wsrpc/packages/core/dist/codec/scan.js', 'core/codec/scan.js'],
    ['/app/node_modules/@wsrpc/pool-node/dist/pool.js', 'pool-node/pool.js'],
    ['file:///C:\\a\\packages\\provider\\src\\url.ts', 'provider/url.ts'],
    ['file:///a/node_modules/.pnpm/ws@8/node_modules/ws/lib/sender.js', 'npm/ws/lib/sender.js'],
    ['file:///a/packages/core/node_modules/x/dist/y.js', 'npm/x/dist/y.js'],
    ['file:///a/apps/bench/src/jobs/loop.ts', 'bench/jobs/loop.ts'],
    ['node:internal/streams/writable', 'node:internal/streams/writable'],
  ])('of %s is %s', (url, place) => {
    expect(placeOf(url)).toBe(place)
  })

  test('of what the engine brings along is that of who calls it', () => {
    const profile = stack(['(root)', '', 0], ['f', '/packages/core/src/a.ts', 1], ['get', '', 3])
    expect(sharesOf(profile, 4)).toEqual({ 'core/a.ts': 1, [eventLoop]: 0 })
  })

  test('of the write is its own, whoever calls it', () => {
    const profile = stack(['(root)', '', 0], ['f', 'node:net', 1], ['writeBuffer', '', 1])
    expect(sharesOf(profile, 2)).toMatchObject({ 'node:net': 0.5, 'native/writeBuffer': 0.5 })
  })

  test('of the engine below nobody is the program, as what is no function says itself what it is', () => {
    const below = { ...stack(['(root)', '', 0], ['get', '', 1]) }
    expect(Object.keys(sharesOf(below, 1))).toContain('(program)')
    const collector = stack(['(root)', '', 0], ['(garbage collector)', '', 1])
    expect(Object.keys(sharesOf(collector, 1))).toContain('(garbage collector)')
  })
})

describe('the shares', () => {
  /** Beside each other: 6 µs idle, 3 in one file and 1 in another. */
  const profile: Profile = {
    nodes: [
      { id: 1, callFrame: { functionName: '(root)', url: '' }, children: [2, 3, 4, 5] },
      { id: 2, callFrame: { functionName: '(idle)', url: '' }, hitCount: 6 },
      { id: 3, callFrame: { functionName: 'f', url: 'node:net' }, hitCount: 2 },
      { id: 4, callFrame: { functionName: 'g', url: 'node:net' }, hitCount: 1 },
      { id: 5, callFrame: { functionName: 'h', url: 'node:http' }, hitCount: 1 },
    ],
    startTime: 100,
    endTime: 110,
  }

  test('are of the CPU time, of which the event loop has what the profile calls idle', () => {
    expect(sharesOf(profile, 8)).toEqual({ 'node:net': 3 / 8, 'node:http': 1 / 8, [eventLoop]: 4 / 8 })
  })

  test('are of what was seen, where that is more than the CPU time', () => {
    expect(sharesOf(profile, 2)).toEqual({ 'node:net': 3 / 4, 'node:http': 1 / 4, [eventLoop]: 0 })
  })
})
