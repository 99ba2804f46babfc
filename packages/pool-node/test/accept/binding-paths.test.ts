import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { ManualClock } from '@wsrpc/core/testing'
import { expect, test } from 'vitest'
import { Pool } from '../../src/pool.ts'

/** What of a pool can be seen to change when something is bound. */
async function facts(pool: Pool, services: readonly string[]): Promise<unknown> {
  const routed = services.map(async (service) => {
    const error: unknown = await pool
      .call(`${service}.x`, [], { timeout: 0 })
      .catch((reason: unknown) => reason)
    // Time is up before anything is asked, so look at where it would wait.
    const abort = new AbortController()
    const call = pool.call(`${service}.x`, [], { signal: abort.signal })
    const waits = Object.entries(pool.stats().bindings).find(([, { waiting }]) => waiting > 0)?.[0]
    abort.abort()
    const code = await call.catch(({ code: why }: { code: string }) => why)
    return [service, waits ?? code, error instanceof Error]
  })
  return { paths: Object.keys(pool.stats().bindings), routed: await Promise.all(routed) }
}

function quiet(): Pool {
  return new Pool({ runtime: { clock: new ManualClock() } })
}

const log = { write: (): void => {} }

test.each<[string, (pool: Pool) => unknown, RegExp]>([
  ['a path twice', (pool) => pool.bind('/a', 'New'), /the path \/a is bound already/],
  ['a path twice, for callbacks', (pool) => pool.bindIn('/a', { New: log }), /the path \/a is bound already/],
  ['a service twice', (pool) => pool.bind('/new', 'New', 'A'), /'A' is bound to \/a already/],
  [
    'a service twice, in options',
    (pool) => pool.bind('/new', { services: ['A'] }),
    /'A' is bound to \/a already/,
  ],
  ['a second default', (pool) => pool.bind('/new'), /the default path is \/rest already/],
  ['a second default, in options', (pool) => pool.bind('/new', { services: [] }), /the default path is/],
  ['a dot in a name', (pool) => pool.bind('/new', 'New', 'Ne.w'), /without a dot.*"Ne\.w"/],
  ['no name', (pool) => pool.bind('/new', 'New', ''), /a service's name/],
  ['a number for a name', (pool) => pool.bind('/new', 7 as never), /a service's name/],
  ['no slash', (pool) => pool.bind('new', 'New'), /a path must be a string that begins with '\/'.*'new'/],
  ['no path', (pool) => pool.bind(undefined as never, 'New'), /a path must be .*undefined/],
  ['an empty path', (pool) => pool.bind('', 'New'), /a path must be/],
  ['a query', (pool) => pool.bind('/new?a=1', 'New'), /a path must be .*without \? and #/],
  ['a fragment', (pool) => pool.bind('/new#a', 'New'), /a path must be/],
  ['a blank', (pool) => pool.bind('/new path', 'New'), /a path must be/],
  ['a whole URL', (pool) => pool.bind('ws://pool.example/new', 'New'), /a path must be/],
  [
    'a wrong option',
    (pool) => pool.bind('/new', { services: ['New'], balancer: 'fair' as never }),
    /balancer/,
  ],
  ['callbacks without methods', (pool) => pool.bindIn('/new', { New: {} }), /'New' has no methods/],
])('%s is refused, and the pool is as it was', async (_what, bind, message) => {
  const pool = quiet().bind('/a', 'A').bind('/rest').bind('/b', 'B', 'B2')
  const services = ['A', 'B', 'B2', 'New']
  const before = await facts(pool, services)
  expect(() => bind(pool)).toThrow(TypeError)
  expect(() => bind(pool)).toThrow(message)
  expect(await facts(pool, services)).toEqual(before)
  expect(before).toMatchObject({
    paths: ['/a', '/rest', '/b'],
    routed: [
      ['A', '/a'],
      ['B', '/b'],
      ['B2', '/b'],
      ['New', '/rest'],
    ].map((row) => [...row, true]),
  })
  // What was refused can be bound in another way.
  pool.bind('/new', 'New')
  expect(await facts(pool, ['New'])).toMatchObject({ routed: [['New', '/new', true]] })
})

test('a path that was refused takes no provider in', () => {
  const pool = quiet().bind('/a', 'A')
  expect(() => pool.bind('/new', 'A')).toThrow(/bound/)
  const request = { url: '/new', headers: {} } as IncomingMessage
  expect(pool.handleUpgrade(request, new PassThrough(), Buffer.alloc(0))).toBe(false)
  expect(Object.keys(pool.stats().bindings)).toEqual(['/a'])
})

test('bind and bindIn give the pool back, so that they can be chained', () => {
  const pool = quiet()
  expect(pool.bind('/a', 'A')).toBe(pool)
  expect(pool.bindIn('/log', { Log: log })).toBe(pool)
})
