// Native providers and those of Go on one path: the subprotocol tells which is which, and none is Go's.

import { json, msgpack, wsrpc } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { gob, goGob, type GoGobOptions, goJson, goOrigin } from '../src/index.ts'
import { goIsMissing } from './peer/build.ts'
import { connections, dialectFor, failure, loopback, Stage } from './peer/stage.ts'

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)(
  'one path for native providers and Go by %s',
  (codec) => {
    async function both(stage: Stage): Promise<Pool> {
      const pool = stage.pool()
      const dialect = [wsrpc(msgpack(), json()), dialectFor(codec)]
      pool.bind('/', { services: ['Backend'], dialect, origins: goOrigin, balancer: 'roundRobin' })
      const url = await stage.listen(pool)
      await stage.go('provider', '-url', url)
      const provider = stage.add(new Provider().register('Backend', { get: (id: string) => `native ${id}` }))
      provider.connect(url)
      await connections(pool, 2)
      return pool
    }

    async function answers(pool: Pool, options?: object): Promise<Set<unknown>> {
      return new Set(
        await Promise.all(Array.from({ length: 10 }, () => pool.call('Backend.get', ['x'], options))),
      )
    }

    test('serves one service by both', async () => {
      await using stage = new Stage(codec)
      const pool = await both(stage)
      expect(await answers(pool)).toEqual(new Set(['native x', 'value of x']))
      const protocols = [...pool.connections.values()].map(({ subprotocol }) => subprotocol)
      expect(protocols.sort()).toEqual(['', 'wsrpc.v1.msgpack'])
    })

    test('sends what only native providers have to them, also where the path is for whatever there is', async () => {
      await using stage = new Stage(codec)
      const pool = stage.pool()
      const dialect = [wsrpc(msgpack(), json()), dialectFor(codec)]
      pool.bind('/', { dialect, origins: goOrigin, balancer: 'roundRobin' })
      const url = await stage.listen(pool)
      await stage.go('provider', '-url', url)
      const services = { Report: { pages: () => 3 }, Backend: { extra: () => 'native' } }
      const provider = stage.add(new Provider())
      for (const [name, service] of Object.entries(services)) provider.register(name, service)
      provider.connect(url)
      await connections(pool, 2)
      for (let round = 0; round < 6; round++) {
        expect(await pool.call('Report.pages')).toBe(3)
        expect(await pool.call('Backend.extra')).toBe('native')
        expect(await pool.call('Backend.get', ['x'])).toBe('value of x') // only Go has it
      }
      // Go was asked, and once at most for each.
      expect([1, 2]).toContain(pool.stats().refused)
    })

    test.each<[string, GoGobOptions, unknown]>([
      ['by the method', { types: { 'Backend.float': { param: gob.float } } }, 2],
      ['at the call', {}, gob.of(gob.float, 2)],
    ])('takes a float whose type is told %s, whoever gets it', async (_, options, param) => {
      await using stage = new Stage(codec)
      const pool = stage.pool()
      const dialect = [wsrpc(msgpack(), json()), dialectFor(codec, options)]
      pool.bind('/', { services: ['Backend'], dialect, origins: goOrigin, balancer: 'roundRobin' })
      const url = await stage.listen(pool)
      await stage.go('provider', '-url', url)
      const got: unknown[] = []
      const float = (value: number): number => {
        got.push(value)
        return -value
      }
      stage.add(new Provider().register('Backend', { float })).connect(url)
      await connections(pool, 2)
      const answers = await Promise.all([1, 2, 3, 4].map(() => pool.call('Backend.float', [param])))
      expect(new Set(answers)).toEqual(new Set([2, -2])) // of Go's and of the native one
      expect(got).toEqual([2, 2])
    })

    test('sends what Go has no words for to those who have', async () => {
      await using stage = new Stage(codec)
      const pool = await both(stage)
      expect(await answers(pool, { metadata: { user: 'ann' } })).toEqual(new Set(['native x']))
    })
  },
)

test('both dialects of Go on one path can not be told apart where none is offered', () => {
  const dialect = [goJson(), goGob()]
  expect(() => new Pool().bind('/', { dialect })).toThrow(/both spoken without a subprotocol/)
  const told = [goJson(), goGob({ subprotocol: 'go.net-rpc.gob' })]
  expect(() => new Pool().bind('/', { dialect: told })).not.toThrow()
})

describe('a provider of ours, by a subprotocol that has to be agreed on,', () => {
  test.each([
    ['goJson', goJson({ subprotocol: 'mine' })],
    ['goGob', goGob({ subprotocol: 'mine' })],
  ])('speaks %s', async (_, dialect) => {
    await using pool = new Pool()
    pool.bind('/', { dialect: [wsrpc(msgpack()), dialect] })
    const { url } = await pool.listen({ host: '127.0.0.1', port: 0 })
    await using provider = new Provider().register('Backend', { get: (id: string) => `value of ${id}` })
    provider.connect(`${url}/`, { dialect })
    expect(await pool.call('Backend.get', ['x'])).toBe('value of x')
    expect([...pool.connections.values()].map(({ subprotocol }) => subprotocol)).toEqual(['mine'])
  })
})

test('a call with two params fails where a provider of Go is picked, so while there is one a call has one', async () => {
  await using pool = new Pool()
  pool.bind('/', { services: ['Backend'], dialect: [wsrpc(msgpack()), goGob()], balancer: 'roundRobin' })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider().register('Backend', { join: (...ids: string[]) => ids.join() })
  provider.connect(`${url}/`)
  provider.connect(`${url}/`, { dialect: goGob() })
  await connections(pool, 2)
  const calls = [1, 2, 3, 4].map(() => failure(pool.call('Backend.join', ['a', 'b'])))
  const outcomes = await Promise.all(calls)
  const failed = outcomes.filter((outcome) => outcome instanceof Error)
  const error = { code: 'INVALID_ARGUMENT', execution: 'not-started' }
  expect(failed).toMatchObject([error, error])
  expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toEqual([
    { resolvedWith: 'a,b' },
    { resolvedWith: 'a,b' },
  ])
})
