// A provider in Go, wired as the Go library wires one, joins our pool.

import type { Pool } from '@wsrpc/pool-node'
import { describe, expect, test } from 'vitest'
import { gob, goOrigin } from '../src/index.ts'
import { lastingPorts } from '../../pool-node/test/support/ports.ts'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer } from './peer/go-peer.ts'
import { callsAtOnce, hundred } from './peer/hundred.ts'
import { connections, dialectFor, ends, failure, Stage, wires } from './peer/stage.ts'
import { bytesFrom, bytesTo, mapFrom, record, typesOf } from './peer/values.ts'

async function join(stage: Stage, concurrency = 1024): Promise<{ readonly pool: Pool; readonly go: GoPeer }> {
  const pool = stage.pool()
  const dialect = dialectFor(stage.codec, { types: typesOf('param') })
  pool.bind('/', { dialect, origins: goOrigin, concurrency })
  const go = await stage.go('provider', '-url', await stage.listen(pool))
  await connections(pool, 1)
  return { pool, go }
}

describe.skipIf(goIsMissing).each(wires)('a Go provider by %s over %s', (codec, security) => {
  test('takes and gives values of every kind', async () => {
    await using stage = new Stage(codec, security)
    const { pool } = await join(stage)
    const echoes: [string, unknown][] = [
      ['Backend.string', 'aé€😀"\\\n'],
      ['Backend.string', ''],
      ['Backend.bool', true],
      ['Backend.bool', false],
      ['Backend.slice', [3, -1, 2 ** 40]],
      ['Backend.slice', []],
    ]
    for (const int of [0, -1, 42, 2 ** 40]) echoes.push(['Backend.int', int])
    for (const float of [0, 2, -1.5, 1e300]) echoes.push(['Backend.float', float])
    for (const [method, value] of echoes)
      expect([method, await pool.call(method, [value])]).toEqual([method, value])
    expect(await pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
    expect(await pool.call('Backend.add', [{ A: 2, B: 40 }])).toEqual({
      Sum: 42,
      Blob: bytesFrom(codec, [1, 2, 255]),
    })
    expect(await pool.call('Backend.bytes', [bytesTo([0, 1, 254, 255])])).toEqual(
      bytesFrom(codec, [0, 1, 254, 255]),
    )
    expect(await pool.call('Backend.map', [{ a: 1, b: 2 }])).toEqual(mapFrom(codec, { a: 1, b: 2 }))
    expect(await pool.call('Backend.record', [{ ...record, Raw: bytesTo([7]), ByName: { x: 1 } }])).toEqual({
      ...record,
      Raw: bytesFrom(codec, [7]),
      ByName: mapFrom(codec, { x: 1 }),
    })
  })

  test('takes a call without params for the zero of a struct, and may answer with nothing', async () => {
    await using stage = new Stage(codec, security)
    const { pool } = await join(stage)
    expect(await pool.call('Backend.nothing')).toEqual({})
    expect(await pool.call('Backend.add')).toMatchObject({ Sum: 0 })
  })

  test('gives nil as its encoder sends it: null in JSON, and as gob leaves zeros out, what is empty', async () => {
    await using stage = new Stage(codec, security)
    const { pool } = await join(stage)
    const list = codec === 'json' ? null : []
    expect(await pool.call('Backend.nil', ['x'])).toStrictEqual(list)
    // Not nil: net/rpc makes the slice that a method may fill.
    expect(await pool.call('Backend.untouched', ['x'])).toStrictEqual([])
    expect(await pool.call('Backend.record')).toStrictEqual({
      Name: '',
      Count: 0,
      Ratio: 0,
      On: false,
      Raw: codec === 'json' ? null : new Uint8Array(),
      Inner: { X: 0, Y: 0, Tags: list },
      List: list,
      ByName: codec === 'json' ? null : new Map(),
      Next: null,
    })
  })

  test('fails as its methods do, and as net/rpc does, and goes on', async () => {
    await using stage = new Stage(codec, security)
    const { pool } = await join(stage)
    const failures: [method: string, params: unknown[], error: object][] = [
      ['Backend.fail', ['no such object: zz'], { code: 'UNKNOWN', message: 'no such object: zz' }],
      ['Backend.fail', ['NOT_FOUND: no zz'], { code: 'NOT_FOUND', message: 'no zz' }],
      ['Backend.missing', ['x'], { code: 'UNIMPLEMENTED', execution: 'not-started' }],
      ['Nobody.get', ['x'], { code: 'NOT_FOUND', execution: 'not-started' }],
      ['Backend.int', ['text'], { code: 'UNKNOWN' }],
      ['Backend.get', ['a', 'b'], { code: 'INVALID_ARGUMENT', execution: 'not-started' }],
      ['Backend.get', [[() => 1]], { code: 'INVALID_ARGUMENT', execution: 'not-started' }],
    ]
    for (const [method, params, error] of failures) {
      expect(await failure(pool.call(method, params))).toMatchObject(error)
      expect(await pool.call('Backend.get', ['next'])).toBe('value of next')
    }
  })

  test('answers a hundred calls at once, each its own', async () => {
    await using stage = new Stage(codec, security)
    const { go, pool } = await join(stage)
    const answers = await callsAtOnce(
      (id) => pool.call('Backend.hold', [id]),
      (count) => go.holding(count),
      (count) => go.release(count),
    )
    expect(answers).toEqual(hundred)
  })

  test.each([10, 4000, 4097, 70_000, 2 ** 20])('takes and gives %i characters', async (size) => {
    await using stage = new Stage(codec, security)
    const { pool } = await join(stage)
    const calls = ['a', 'b', 'c'].map((letter) => pool.call('Backend.string', [letter.repeat(size)]))
    const answers = await Promise.all(calls)
    expect(answers.map((answer) => [(answer as string)[0], (answer as string).length])).toEqual([
      ['a', size],
      ['b', size],
      ['c', size],
    ])
  })

  test('dials again when its socket is cut, and what it ran then has an unknown end', async () => {
    await using stage = new Stage(codec, security)
    const { pool, go } = await join(stage)
    await go.event('connected')
    const lost = ends(pool, 4)
    const call = failure(pool.call('Backend.hold', ['x']))
    await go.event('held')
    await go.drop()
    expect(await call).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await go.release() // before that Go's server does not end
    for (let n = 0; n < 3; n++) {
      await go.event('connected')
      await go.drop()
    }
    await lost
    expect(await pool.call('Backend.get', ['again'])).toBe('value of again')
  })
})

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)('a Go provider by %s', (codec) => {
  test('is sent away for its Origin where the path does not let it in', async () => {
    await using stage = new Stage(codec)
    const pool = stage.pool()
    pool.bind('/', { dialect: dialectFor(codec) })
    const go = await stage.go('provider', '-url', await stage.listen(pool))
    expect(await go.event('refused')).toMatchObject({ status: 403 })
  })

  test('is called by names as they are where the dialect is told so', async () => {
    await using stage = new Stage(codec)
    const pool = stage.pool()
    pool.bind('/', { dialect: dialectFor(codec, { capitals: false }), origins: goOrigin })
    await stage.go('provider', '-url', await stage.listen(pool))
    expect(await pool.call('Backend.Get', ['x'])).toBe('value of x')
    expect(await failure(pool.call('Backend.get', ['x']))).toMatchObject({ code: 'UNIMPLEMENTED' })
  })

  test('goes on when the pool leaves it and comes back', async () => {
    await using stage = new Stage(codec)
    const bound = { dialect: dialectFor(codec), origins: goOrigin }
    const [port] = (await lastingPorts(1)) as [number]
    const first = stage.pool().bind('/', bound)
    const { url } = await first.listen({ host: '127.0.0.1', port })
    await stage.go('provider', '-url', `${url}/`)
    expect(await first.call('Backend.get', ['1'])).toBe('value of 1')
    await first.drain()
    const second = stage.pool().bind('/', bound)
    await second.listen({ host: '127.0.0.1', port })
    expect(await second.call('Backend.get', ['2'])).toBe('value of 2')
  })
})

test.skipIf(goIsMissing)(
  'a float for a Go float has to be told to gob, and without it Go says so',
  async () => {
    await using stage = new Stage('gob')
    const pool = stage.pool()
    pool.bind('/', { dialect: dialectFor('gob'), origins: goOrigin })
    await stage.go('provider', '-url', await stage.listen(pool))
    expect(await failure(pool.call('Backend.float', [2]))).toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringContaining('gob') as string,
    })
    expect(await pool.call('Backend.float', [gob.of(gob.float, 2)])).toBe(2)
  },
)

test.skipIf(goIsMissing)(
  'a Go provider by gob that hands on that something else is missing did run',
  async () => {
    await using stage = new Stage('gob')
    const { pool } = await join(stage)
    for (const message of ["rpc: can't find service Other.Get", "rpc: can't find method Backend.Other"]) {
      const error = { code: 'UNKNOWN', message, execution: 'finished' }
      expect(await failure(pool.call('Backend.fail', [message]))).toMatchObject(error)
    }
  },
)
