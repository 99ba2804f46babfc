import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { refusedUpgrade } from '../support/raw-client.ts'
import { refuse } from '../../src/accept/refuse.ts'
import { type AppServer, appServer, backend, works } from './stage.ts'

/** An application that routes upgrades itself, and what the pool said to each. */
async function routing(pool: Pool): Promise<AppServer & { readonly said: boolean[] }> {
  const app = await appServer()
  const said: boolean[] = []
  app.server.on('upgrade', (request, socket, head) => {
    const taken = pool.handleUpgrade(request, socket, head)
    said.push(taken)
    if (!taken) refuse(socket, 418, 'the application says no')
  })
  return { ...app, said }
}

describe('an upgrade request that is handed over', () => {
  expectNothingLeft()

  it('is taken when its path is bound, and else is the application’s', async () => {
    await using pool = new Pool()
    await using app = await routing(pool.bind('/pool'))
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    expect(await refusedUpgrade(`${app.url}/other`)).toMatchObject({ status: 418 })
    expect(app.said).toEqual([true, false])
    await pool.close()
  })

  it('is taken when it is refused', async () => {
    await using pool = new Pool({ admit: () => false })
    await using app = await routing(pool.bind('/pool'))
    expect(await refusedUpgrade(`${app.url}/pool`)).toMatchObject({ status: 403 })
    expect(app.said).toEqual([true])
  })

  it('goes by the URL as the application left it', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    await using app = await appServer()
    app.server.on('upgrade', (request, socket, head) => {
      request.url = request.url?.replace('/v2', '') ?? ''
      if (!pool.handleUpgrade(request, socket, head)) socket.destroy()
    })
    await using _provider = backend(`${app.url}/v2/pool`)
    expect(await works(pool)).toBe(true)
    await pool.close()
  })

  it('is answered 503 by a pool that drains, and is not for one that is closed', async () => {
    const pool = new Pool()
    await using app = await routing(pool.bind('/pool'))
    const waiting = pool.call('Backend.get', ['id']).catch(() => {})
    const drained = pool.drain()
    expect(await refusedUpgrade(`${app.url}/pool`)).toMatchObject({ status: 503 })
    await pool.close()
    expect(await refusedUpgrade(`${app.url}/pool`)).toMatchObject({ status: 418 })
    expect(app.said).toEqual([true, false])
    await Promise.all([waiting, drained])
  })

  it('is not touched when it is not taken', () => {
    const pool = new Pool().bind('/pool')
    const socket = new PassThrough()
    const request = { url: '/other', headers: {} } as IncomingMessage
    expect(pool.handleUpgrade(request, socket, Buffer.from('head'))).toBe(false)
    expect([socket.read(), socket.writableEnded, socket.destroyed]).toEqual([null, false, false])
    expect(socket.eventNames()).toEqual(new PassThrough().eventNames())
    expect(request).toEqual({ url: '/other', headers: {} })
  })
})
