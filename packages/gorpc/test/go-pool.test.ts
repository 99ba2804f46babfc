// Our provider joins a pool in Go, which has to stay healthy whatever the provider's methods do.

import { type Connection, Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { Backend } from './peer/backend.ts'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer, Kind } from './peer/go-peer.ts'
import { failure, Stage, told, wires } from './peer/stage.ts'
import { goRecord, typesOf } from './peer/values.ts'
import type { GoGobOptions } from '../src/index.ts'

interface Joined {
  readonly go: GoPeer
  readonly backend: Backend
  readonly connection: Connection
  readonly url: string
}

async function join(stage: Stage, options: GoGobOptions = {}): Promise<Joined> {
  const go = await stage.go('pool')
  const url = await go.url()
  const backend = new Backend()
  const provider = stage.add(new Provider().register('Backend', backend))
  const dialling = await stage.connecting({ types: typesOf('result'), ...options })
  const connection = provider.connect(url, { ...dialling, backoff: { min: 1, max: 10 } })
  connection.on('error', () => {}) // told to the callers too
  await connection.ready
  return { go, backend, connection, url }
}

describe.skipIf(goIsMissing).each(wires)('our provider by %s over %s in a Go pool', (codec, security) => {
  test('takes and gives values of every kind', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await join(stage)
    const echoes: [method: string, kind: Kind, value: unknown][] = [
      ['Echo', 'string', 'aé€😀"\\\n'],
      ['Echo', 'string', ''],
      ['Echo', 'int', 0],
      ['Echo', 'int', -(2 ** 40)],
      ['Echo', 'bool', true],
      ['Echo', 'bool', false],
      ['Echo', 'float', -1.5],
      ['Float', 'float', 2],
      ['Slice', 'slice', [1, -2, 3]],
      ['Map', 'map', { a: 1, b: 2 }],
      ['Record', 'record', goRecord],
    ]
    for (const [method, kind, value] of echoes) {
      expect([method, await go.call(`Backend.${method}`, kind, value)]).toEqual([method, value])
    }
    expect(await go.call('Backend.Get', 'string', 'object_id-1')).toBe('value of object_id-1')
    expect(await go.call('Backend.Add', 'add', { A: 2, B: 40 })).toEqual({ Sum: 42, Blob: 'AQL/' })
    expect(await go.call('Backend.Echo', 'bytes', 'AAH+/w==')).toBe('AAH+/w==')
  })

  test('answers a hundred calls at once, each its own', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await join(stage)
    const ids = Array.from({ length: 100 }, (_, n) => `id-${n}`)
    const answers = await Promise.all(ids.map((id) => go.call('Backend.Get', 'string', id)))
    expect(answers).toEqual(ids.map((id) => `value of ${id}`))
  })

  test.each([4000, 4097, 70_000, 2 ** 20])('takes and gives %i characters', async (size) => {
    await using stage = new Stage(codec, security)
    const { go } = await join(stage)
    const calls = ['a', 'b', 'c'].map((letter) => go.call('Backend.Echo', 'string', letter.repeat(size)))
    const answers = await Promise.all(calls)
    expect(answers.map((answer) => [(answer as string)[0], (answer as string).length])).toEqual([
      ['a', size],
      ['b', size],
      ['c', size],
    ])
  })

  test('fails calls, and none of its answers is one that the pool does not survive', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await join(stage)
    const unsent = "INVALID_ARGUMENT: the method's result can't travel: "
    const failures: [method: string, arg: string, error: string][] = [
      ['Backend.Fail', 'no such object: zz', 'no such object: zz'],
      ['Backend.Fail', '', 'unspecified error'],
      ['Backend.Reject', '', 'unspecified error'],
      ['Backend.Fail', 'NOT_FOUND: not really', 'UNKNOWN: NOT_FOUND: not really'],
      ['Backend.Fail', 'x'.repeat(5000), `${'x'.repeat(1023)}…`],
      ['Backend.Refuse', 'NOT_FOUND', 'NOT_FOUND: no such thing'],
      ['Backend.Missing', '', "rpc: can't find method Backend.Missing"],
      ['Backend.Constructor', '', "rpc: can't find method Backend.Constructor"],
      ['Nobody.Get', '', "rpc: can't find service Nobody.Get"],
      ['nodot', '', "rpc: can't find service nodot"],
      ['Backend.Nothing', '', `${unsent}Backend.nothing returned nothing`],
      ['Backend.Null', '', `${unsent}Backend.null returned nothing`],
      ['Backend.Function', '', `${unsent}result.inner[0]`],
      [
        'Backend.Stream',
        '',
        `UNIMPLEMENTED: the method's result can't travel: the dialect ${codec === 'json' ? 'goJson' : 'goGob'} has no streams`,
      ],
      ['Backend.Symbol', '', unsent],
    ]
    if (codec === 'json') failures.push(['Backend.Nan', '', `${unsent}result`])
    for (const [method, arg, error] of failures) {
      const { message } = (await failure(go.call(method, 'string', arg))) as Error
      expect([method, message.slice(0, error.length)]).toEqual([method, error])
      expect(await go.call('Backend.Get', 'string', 'next')).toBe('value of next')
    }
  })

  test('answers nothing with what stands for it', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await join(stage, { nothing: (method) => `${method} is done` })
    expect(await go.call('Backend.Nothing', 'string', 'x')).toBe('Backend.nothing is done')
    expect(await go.call('Backend.Null', 'string', 'x')).toBe('Backend.null is done')
  })

  test('comes back when its socket is cut, and the calls that were open run again', async () => {
    await using stage = new Stage(codec, security)
    const { go, backend, connection } = await join(stage)
    const call = go.call('Backend.Hold', 'string', 'x')
    await backend.holding(1)
    for (let n = 1; n <= 3; n++) {
      const back = told(connection, 'connected')
      await go.drop()
      await back
      await backend.holding(1 + n)
      expect(await go.call('Backend.Get', 'string', `${n}`)).toBe(`value of ${n}`)
    }
    for (const { resolve } of backend.held) resolve()
    expect(await call).toBe('x')
  })

  test.each(['close', 'drain'] as const)('leaves by %s, and no call fails', async (way) => {
    await using stage = new Stage(codec, security)
    const { go, backend, connection, url } = await join(stage)
    const held = go.call('Backend.Hold', 'string', 'held')
    await backend.holding(1)
    const gone = connection[way]()
    const later = go.call('Backend.Hold', 'string', 'later')
    const next = new Backend()
    const provider = stage.add(new Provider().register('Backend', next))
    await provider.connect(url, await stage.connecting()).ready
    if (way === 'drain') backend.held[0]?.resolve()
    await gone
    await next.holding(way === 'drain' ? 1 : 2)
    for (const { resolve } of next.held) resolve()
    expect(await Promise.all([held, later])).toEqual(['held', 'later'])
  })
})

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)('our provider by %s in a Go pool', (codec) => {
  test('comes anew where a result was not of the type that the pool had asked for', async () => {
    await using stage = new Stage(codec)
    const go = await stage.go('pool')
    const url = await go.url()
    const heartbeat = { interval: 500, misses: 2 } // less would judge a Go process that has no core for a moment
    const provider = stage.add(new Provider().register('Backend', new Backend()))
    const connection = provider.connect(url, {
      ...(await stage.connecting()),
      heartbeat,
      backoff: { min: 1, max: 5 },
    })
    await connection.ready
    for (let n = 0; n < 3; n++) await go.event('ping') // the first one is answered, so this side judges
    expect(await go.call('Backend.Get', 'string', 'x')).toBe('value of x')
    const back = told(connection, 'connected')
    const wrong = failure(go.call('Backend.Get', 'int', 5))
    await back
    expect(await wrong).toBeInstanceOf(Error)
    await go.event('disconnected')
    expect(await go.call('Backend.Get', 'string', 'y')).toBe('value of y')
  })

  test('does not call where it is called, as the pool would take it for an answer', async () => {
    await using stage = new Stage(codec)
    const { go, connection } = await join(stage)
    expect(await go.call('Backend.Get', 'string', 'x')).toBe('value of x')
    expect(await failure(connection.call('Pool.time', [1]))).toMatchObject({
      code: 'UNIMPLEMENTED',
      execution: 'not-started',
    })
    expect(await go.call('Backend.Get', 'string', 'y')).toBe('value of y')
  })

  test('is called by the names that it has where the dialect is told so', async () => {
    await using stage = new Stage(codec)
    const go = await stage.go('pool')
    const url = await go.url()
    const provider = stage.add(new Provider().register('Backend', { Get: (id: string) => `Got ${id}` }))
    await provider.connect(url, await stage.connecting({ capitals: false })).ready
    expect(await go.call('Backend.Get', 'string', 'x')).toBe('Got x')
  })
})
