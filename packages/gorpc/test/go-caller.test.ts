// A caller in Go (`ConnectAndUse` of the Go library) calls what our pool serves by `bindIn`.

import { msgpack, wsrpc } from '@wsrpc/core'
import type { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { goOrigin, type GoGobOptions } from '../src/index.ts'
import { Backend } from './peer/backend.ts'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer } from './peer/go-peer.ts'
import { callsAtOnce, hundred } from './peer/hundred.ts'
import { dialectFor, failure, Stage, wires } from './peer/stage.ts'
import { repliesTo, rightReplies } from './peer/told-by-go.ts'
import { typesOf } from './peer/values.ts'

interface Serving {
  readonly go: GoPeer
  readonly pool: Pool
  readonly backend: Backend
}

async function serve(stage: Stage, options: GoGobOptions = {}): Promise<Serving> {
  const pool = stage.pool({ exposeErrors: true })
  pool.on('error', () => {}) // told to the callers too
  const backend = new Backend()
  const dialect = dialectFor(stage.codec, { types: typesOf('result'), ...options })
  pool.bindIn('/', { Backend: backend }, { dialect, origins: goOrigin })
  const go = await stage.go('caller', '-url', await stage.listen(pool))
  return { go, pool, backend }
}

describe.skipIf(goIsMissing).each(wires)('a Go caller by %s over %s', (codec, security) => {
  test('gives and takes values of every kind', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await serve(stage)
    expect(await repliesTo(go)).toEqual(rightReplies)
  })

  test('has a hundred calls answered at once, and values of 1 MB', async () => {
    await using stage = new Stage(codec, security)
    const { go, backend } = await serve(stage)
    const answers = await callsAtOnce(
      (id) => go.call('Backend.Hold', 'string', id),
      (count) => backend.holding(count),
      () => backend.held.forEach(({ resolve }) => resolve()),
    )
    expect(answers).toEqual(hundred)
    for (const size of [4097, 2 ** 20]) {
      expect(await go.call('Backend.Echo', 'string', 'x'.repeat(size))).toHaveLength(size)
    }
  })

  test('is told errors as texts, and goes on', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await serve(stage)
    const failures: [method: string, arg: string, error: string][] = [
      ['Backend.Fail', 'no such object: zz', 'no such object: zz'],
      ['Backend.Fail', '', 'unspecified error'],
      ['Backend.Refuse', 'NOT_FOUND', 'NOT_FOUND: no such thing'],
      ['Backend.Missing', '', "rpc: can't find method Backend.Missing"],
      ['Nobody.Get', '', "rpc: can't find service Nobody.Get"],
      ['Backend.Nothing', '', "INVALID_ARGUMENT: the method's result can't travel: Backend.nothing"],
      ['Backend.Function', '', "INVALID_ARGUMENT: the method's result can't travel: result.inner[0]"],
    ]
    for (const [method, arg, error] of failures) {
      const { message } = (await failure(go.call(method, 'string', arg))) as Error
      expect([method, message.slice(0, error.length)]).toEqual([method, error])
      expect(await go.call('Backend.Get', 'string', 'next')).toBe('value of next')
    }
  })

  test('dials again when it is cut off', async () => {
    await using stage = new Stage(codec, security)
    const { go } = await serve(stage)
    for (let n = 0; n < 3; n++) {
      expect(await go.call('Backend.Get', 'string', `${n}`)).toBe(`value of ${n}`)
      await go.drop()
    }
    expect(await go.call('Backend.Get', 'string', 'again')).toBe('value of again')
  })
})

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)('a Go caller by %s', (codec) => {
  test('calls methods without params with an empty struct, and gets one', async () => {
    await using stage = new Stage(codec)
    const { go } = await serve(stage, { nothing: () => ({}) })
    expect(await go.call('Backend.Nothing', 'nothing', {})).toEqual({})
  })

  test('is served on a path of the native dialect too', async () => {
    await using stage = new Stage(codec)
    const pool = stage.pool()
    const dialect = [wsrpc(msgpack()), dialectFor(codec)]
    pool.bindIn('/', { Backend: new Backend() }, { dialect, origins: goOrigin })
    const url = await stage.listen(pool)
    const go = await stage.go('caller', '-url', url)
    const native = stage.add(new Provider()).connect(url)
    expect(await go.call('Backend.Get', 'string', 'go')).toBe('value of go')
    expect(await native.call('Backend.get', ['native'])).toBe('value of native')
  })
})
