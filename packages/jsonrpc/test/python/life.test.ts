// The provider of docs/a-provider-in-python.md: when calls are given up, and sockets are lost.

import { describe, expect, test } from 'vitest'
import { connections, told } from '../support.ts'
import { lastingPort } from './ports.ts'
import { orWhyNot, pythonIsMissing } from './python.ts'
import { failure, providerFor, Stage } from './stage.ts'

describe.skipIf(pythonIsMissing)(`a provider in Python${orWhyNot}`, () => {
  test('ends a call that is given up, so that its slot is free', async () => {
    await using stage = await Stage.open({ concurrency: 1 })
    await using provider = await stage.join()
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('ends also a call that was given up before it began', async () => {
    await using stage = await Stage.open({ concurrency: 1 })
    await using provider = await stage.join()
    await stage.pool.call('Backend.get', ['x'])
    provider.freeze()
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    await new Promise((resolve) => setImmediate(resolve)) // it is written
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    await new Promise((resolve) => setImmediate(resolve))
    provider.thaw()
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('does no harm when a call is given up that it has answered', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join()
    const given = Array.from({ length: 20 }, () => new AbortController())
    const calls = given.map(({ signal }) => failure(stage.pool.call('Backend.get', ['x'], { signal })))
    for (const controller of given) controller.abort()
    await Promise.all(calls)
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('dials again when its socket is cut, and what ran then has an unknown end', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join()
    for (let cut = 1; cut <= 3; cut++) {
      const running = failure(stage.pool.call('Backend.wait', [3600]))
      await stage.pool.call('Backend.get', ['x']) // by now it has the other one too
      const lost = told(stage.pool, 'disconnect')
      stage.cut()
      await lost
      expect(await running).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
      await connections(stage.pool, 1)
      expect(await stage.pool.call('Backend.get', [`${cut}`])).toBe(`value of ${cut}`)
    }
    expect(provider.text).not.toMatch(/Traceback|never retrieved/)
  })

  test('waits for a pool that is not there yet, and for one that comes back', async () => {
    const port = await lastingPort()
    await using provider = providerFor(`ws://127.0.0.1:${port}/python`)
    await provider.wrote('not connected')
    {
      await using first = await Stage.open({}, port)
      expect(await first.pool.call('Backend.get', ['1'])).toBe('value of 1')
      await first.pool.drain()
    }
    await using second = await Stage.open({}, port)
    expect(await second.pool.call('Backend.get', ['2'])).toBe('value of 2')
    expect(provider.text).not.toMatch(/Traceback|never retrieved/)
  })

  test('goes on trying when it is not let in', async () => {
    let tries = 0
    await using stage = await Stage.open({ authenticate: () => ++tries > 1 && 'let in' })
    await using _ = await stage.join()
    expect(await stage.pool.call('Backend.get', ['x'])).toBe('value of x')
    expect(tries).toBe(2)
  })
})
