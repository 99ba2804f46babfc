// The provider of docs/a-provider-in-python.md when sockets are lost: as it stands there, and with all that is added to it.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { connections, told } from '../support.ts'
import { providers } from './document.ts'
import { lastingPort } from './ports.ts'
import { orWhyNot, pythonIsMissing } from './python.ts'
import { failure, providerFor, Stage } from './stage.ts'

describe.skipIf(pythonIsMissing).each(providers)(`%s${orWhyNot}`, (_, added) => {
  test('dials again when its socket is cut, and what ran then has an unknown end', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
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

  test('keeps quiet about a call that ends after its socket', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
    const running = failure(stage.pool.call('Backend.wait', [0.2]))
    await stage.pool.call('Backend.get', ['x'])
    stage.cut()
    await running
    expect(await stage.pool.call('Backend.wait', [0.3])).toBe(null) // longer than the one before
    expect(provider.text).not.toMatch(/Traceback|never retrieved/)
  })

  test('waits for a pool that is not there yet, and for one that comes back', async () => {
    const port = await lastingPort()
    await using provider = providerFor(`ws://127.0.0.1:${port}/python`, added)
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
    await using __ = await stage.join(added)
    expect(await stage.pool.call('Backend.get', ['x'])).toBe('value of x')
    expect(tries).toBe(2)
  })

  test('goes on trying where something else answers', async () => {
    const port = await lastingPort()
    const other = createServer((__, response) => response.writeHead(404).end())
    await once(other.listen(port, '127.0.0.1'), 'listening')
    await using provider = providerFor(`ws://127.0.0.1:${port}/python`, added)
    await provider.wrote('404').finally(() => other.close())
    await once(other, 'close')
    await using stage = await Stage.open({}, port)
    expect(await stage.pool.call('Backend.get', ['x'])).toBe('value of x')
  })
})
