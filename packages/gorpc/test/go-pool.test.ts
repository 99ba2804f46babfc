// Our provider joins a pool in Go, which has to stay healthy whatever the provider's methods do.

import { type Connection, Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { Backend } from './peer/backend.ts'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer } from './peer/go-peer.ts'
import { callsAtOnce, hundred } from './peer/hundred.ts'
import { failure, Stage, told, wires } from './peer/stage.ts'
import { repliesTo, rightReplies } from './peer/told-by-go.ts'
import { typesOf } from './peer/values.ts'
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
    expect(await repliesTo(go)).toEqual(rightReplies)
  })

  test('answers a hundred calls at once, each its own', async () => {
    await using stage = new Stage(codec, security)
    const { go, backend } = await join(stage)
    const answers = await callsAtOnce(
      (id) => go.call('Backend.Hold', 'string', id),
      (count) => backend.holding(count),
      () => backend.held.forEach(({ resolve }) => resolve()),
    )
    expect(answers).toEqual(hundred)
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
