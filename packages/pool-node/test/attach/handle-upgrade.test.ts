import { createServer, type IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import express from 'express'
import fastify from 'fastify'
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

  it('is taken beside the routes of Express', async () => {
    const pool = new Pool().bind('/pool')
    const app = express()
    app.get('/objects/:id', async (request, response) => {
      response.send(await pool.call('Backend.get', [request.params.id]))
    })
    await using web = await appServer(createServer(app))
    web.server.on('upgrade', (request, socket, head) => {
      if (!pool.handleUpgrade(request, socket, head)) refuse(socket, 418, 'the application says no')
    })
    await using _provider = backend(`${web.url}/pool`)
    expect(await (await fetch(`${web.page}objects/7`)).text()).toBe('value of 7')
    expect(await refusedUpgrade(`${web.url}/objects/7`)).toMatchObject({ status: 418 })
    await pool.close()
    expect((await fetch(`${web.page}none`)).status).toBe(404)
  })

  it('is taken beside the routes of Fastify', async () => {
    const pool = new Pool().bind('/pool')
    const app = fastify()
    app.get<{ Params: { id: string } }>('/objects/:id', ({ params }) => pool.call('Backend.get', [params.id]))
    app.server.on('upgrade', (request, socket, head) => {
      if (!pool.handleUpgrade(request, socket, head)) refuse(socket, 418, 'the application says no')
    })
    const page = await app.listen({ host: '127.0.0.1', port: 0 })
    const url = page.replace('http', 'ws')
    const provider = backend(`${url}/pool`)
    expect(await (await fetch(`${page}/objects/7`)).text()).toBe('value of 7')
    expect(await refusedUpgrade(`${url}/objects/7`)).toMatchObject({ status: 418 })
    await provider.close()
    await pool.close()
    expect((await fetch(`${page}/none`)).status).toBe(404)
    await app.close()
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
