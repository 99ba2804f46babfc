// Our caller calls what a pool in Go serves (`BindIn` of the Go library).

import { type Connection, Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer } from './peer/go-peer.ts'
import { callsAtOnce, hundred } from './peer/hundred.ts'
import { failure, Stage, told, wires } from './peer/stage.ts'
import { bytesFrom, bytesTo, mapFrom, record, typesOf } from './peer/values.ts'

async function dial(stage: Stage): Promise<{ readonly go: GoPeer; readonly connection: Connection }> {
  const go = await stage.go('callee')
  const provider = stage.add(new Provider())
  const dialling = await stage.connecting({ types: typesOf('param') })
  const connection = provider.connect(await go.url(), { ...dialling, backoff: { min: 1, max: 10 } })
  connection.on('error', () => {})
  await connection.ready
  return { go, connection }
}

describe.skipIf(goIsMissing).each(wires)('our caller by %s over %s', (codec, security) => {
  test('gives and takes values of every kind', async () => {
    await using stage = new Stage(codec, security)
    const { connection } = await dial(stage)
    const echoes: [method: string, value: unknown][] = [
      ['Backend.string', 'aé€😀"\\\n'],
      ['Backend.int', -(2 ** 40)],
      ['Backend.bool', false],
      ['Backend.float', 2],
      ['Backend.slice', [1, -2, 3]],
    ]
    for (const [method, value] of echoes) {
      expect([method, await connection.call(method, [value])]).toEqual([method, value])
    }
    expect(await connection.call('Backend.add', [{ A: 2, B: 40 }])).toMatchObject({ Sum: 42 })
    expect(await connection.call('Backend.bytes', [bytesTo([0, 255])])).toEqual(bytesFrom(codec, [0, 255]))
    const param = { ...record, Raw: bytesTo([7]), ByName: { x: 1 } }
    const result = { ...record, Raw: bytesFrom(codec, [7]), ByName: mapFrom(codec, { x: 1 }) }
    expect(await connection.call('Backend.record', [param])).toEqual(result)
  })

  test('has a hundred calls answered at once, and values of 1 MB', async () => {
    await using stage = new Stage(codec, security)
    const { go, connection } = await dial(stage)
    const answers = await callsAtOnce(
      (id) => connection.call('Backend.hold', [id]),
      (count) => go.holding(count),
      (count) => go.release(count),
    )
    expect(answers).toEqual(hundred)
    for (const size of [4097, 2 ** 20]) {
      expect(await connection.call('Backend.string', ['x'.repeat(size)])).toHaveLength(size)
      expect(await connection.call('Backend.long', [size])).toHaveLength(size)
    }
  })

  test('is told the errors of Go, and goes on', async () => {
    await using stage = new Stage(codec, security)
    const { connection } = await dial(stage)
    const failures: [method: string, params: unknown[], error: object][] = [
      ['Backend.fail', ['no zz'], { code: 'UNKNOWN', message: 'no zz', execution: 'finished' }],
      ['Backend.missing', ['x'], { code: 'UNIMPLEMENTED', execution: 'not-started' }],
      ['Nobody.get', ['x'], { code: 'NOT_FOUND', execution: 'not-started' }],
      ['Backend.int', ['text'], { code: 'UNKNOWN' }],
      ['Backend.get', ['a', 'b'], { code: 'INVALID_ARGUMENT', execution: 'not-started' }],
    ]
    for (const [method, params, error] of failures) {
      expect(await failure(connection.call(method, params))).toMatchObject(error)
      expect(await connection.call('Backend.get', ['next'])).toBe('value of next')
    }
  })

  test('dials again when it is cut off, and what was open then has an unknown end', async () => {
    await using stage = new Stage(codec, security)
    const { go, connection } = await dial(stage)
    const call = failure(connection.call('Backend.hold', ['x']))
    await go.event('held')
    const back = told(connection, 'connected')
    await go.drop()
    expect(await call).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await back
    expect(await connection.call('Backend.get', ['again'])).toBe('value of again')
  })
})
