// Values that are told how gob sends them, on a path where the call may go to a provider that speaks something else.

import { type Codec, type Dialect, json, msgpack, wsrpc } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gob, goGob, goJson } from '../src/index.ts'
import { connections, failure, loopback } from './peer/stage.ts'

const at = new Date(5)
const raw = new Uint8Array([1, 255])
const big = 2n ** 62n

/** What is sent, and what it is. */
const values: readonly (readonly [name: string, typed: unknown, value: unknown])[] = [
  ['a number', gob.of(gob.float, 3), 3],
  ['a bigint', gob.of(gob.uint, big), big],
  ['bytes', gob.of(gob.bytes, raw), raw],
  ['a Date', gob.of(gob.time, at), at],
  ['a Map', gob.of(gob.map(gob.string, gob.float), new Map([['a', 1]])), new Map([['a', 1]])],
  [
    'a struct with all of these',
    gob.of(gob.struct({ At: gob.time, By: gob.map(gob.int, gob.uint), Raw: gob.bytes }), {
      At: at,
      By: new Map([[1, big]]),
      Raw: raw,
    }),
    { At: at, By: new Map([[1, big]]), Raw: raw },
  ],
  ['a number in an array in an object', { Prices: [gob.of(gob.float, 1)] }, { Prices: [1] }],
  ['a type in a type', gob.of(gob.slice(gob.float), [gob.of(gob.float, 1)]), [1]],
]

/** A pool whose path takes both, and providers that give back what they get. `taken`: how many calls each took. */
async function joined(...dialects: readonly Dialect[]): Promise<{ pool: Pool; taken: number[] }> {
  const taken = dialects.map(() => 0)
  const pool = new Pool()
  onTestFinished(() => pool.close())
  pool.bind('/', {
    services: ['Backend'],
    dialect: [wsrpc(msgpack(), json()), goGob()],
    balancer: 'roundRobin',
  })
  const { url } = await pool.listen(loopback)
  for (const [at, dialect] of dialects.entries()) {
    const echo = (value: unknown): unknown => {
      taken[at] = (taken[at] ?? 0) + 1
      return value
    }
    const provider = new Provider().register('Backend', { echo })
    onTestFinished(() => provider.close())
    provider.connect(`${url}/`, { dialect })
  }
  await connections(pool, dialects.length)
  return { pool, taken }
}

describe.each<[string, Codec]>([
  ['msgpack', msgpack()],
  ['json', json()],
])('to a native provider by %s', (_, codec) => {
  test.each(values)('%s goes as what it is', async (__, typed, value) => {
    const { pool } = await joined(wsrpc(codec))
    expect(await pool.call('Backend.echo', [typed])).toStrictEqual(value)
  })

  test('what has a name in Go goes without it', async () => {
    const { pool } = await joined(wsrpc(codec))
    const point = gob.named('main.Point', gob.of(gob.struct({ X: gob.float }), { X: 1 }))
    expect(await pool.call('Backend.echo', [{ Any: [point, gob.named('main.Id', 7)] }])).toStrictEqual({
      Any: [{ X: 1 }, 7],
    })
  })

  test('and beside it to one that speaks gob: the same arrives', async () => {
    const { pool, taken } = await joined(wsrpc(codec), goGob())
    const calls = Array.from({ length: 8 }, () => pool.call('Backend.echo', [gob.of(gob.float, 3)]))
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 8 }, () => 3))
    expect(taken).toEqual([4, 4])
  })
})

describe('to a provider by goJson', () => {
  async function byJson(value: unknown): Promise<unknown> {
    await using pool = new Pool()
    pool.bind('/', { services: ['Backend'], dialect: goJson() })
    const { url } = await pool.listen(loopback)
    await using provider = new Provider().register('Backend', { echo: (got: unknown) => got })
    provider.connect(`${url}/`, { dialect: goJson() })
    return await pool.call('Backend.echo', [value])
  }

  test.each<[string, unknown, unknown]>([
    ['a number', gob.of(gob.float, 3), 3],
    ['bytes', gob.of(gob.bytes, raw), 'Af8='],
    ['a Date', [gob.of(gob.time, at)], [at.toISOString()]],
    ['a map of an object', gob.of(gob.map(gob.string, gob.uint), { a: 1 }), { a: 1 }],
    ['what has a name', { Any: gob.named('main.Id', 7) }, { Any: 7 }],
  ])('%s goes as what it is in JSON', async (_, typed, value) => {
    expect(await byJson(typed)).toStrictEqual(value)
  })

  test.each([
    ['a Map', gob.of(gob.map(gob.string, gob.uint), new Map([['a', 1]])), "a Map can't travel in JSON"],
    ['a bigint', gob.of(gob.uint, big), "a bigint can't travel in JSON"],
  ])('%s is refused as without a type', async (_, typed, words) => {
    expect(String(await failure(byJson(typed)))).toContain(words)
  })
})
