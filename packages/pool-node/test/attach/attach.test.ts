import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Provider } from '@wsrpc/provider'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback } from '../support/pools.ts'
import { refusedUpgrade } from '../support/raw-client.ts'
import { appServer, backend, hello, works } from './stage.ts'

describe('a pool that is attached to a server', () => {
  expectNothingLeft()

  it('calls who comes in there, and leaves requests to the application', async () => {
    await using app = await appServer()
    await using pool = new Pool()
    expect(pool.bind('/pool').attach(app.server)).toBe(pool)
    await using _provider = backend(`${app.url}/pool?region=north`)
    expect(await works(pool)).toBe(true)
    expect(await (await fetch(app.page)).text()).toBe('hello')
  })

  it('may be attached before the server listens, and bound after that', async () => {
    const server = createServer(hello)
    await using pool = new Pool()
    pool.attach(server)
    await using app = await appServer(server)
    pool.bind('/pool')
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    await pool.close()
  })

  it('knows a provider by the certificate that the server asked for', async () => {
    const authority = await makeAuthority()
    const server = createTlsServer(
      { ...(await authority.server()), ca: authority.ca, requestCert: true },
      hello,
    )
    await using _app = await appServer(server)
    await using pool = new Pool()
    pool.bind('/pool').attach(server)
    await using provider = new Provider()
    provider.register('Backend', { get: (id: string): string => `value of ${id}` })
    const { port } = server.address() as AddressInfo
    provider.connect(`wss://127.0.0.1:${port}/pool`, {
      tls: { ...(await authority.client('agent-7')), ca: authority.ca },
    })
    expect(await works(pool)).toBe(true)
    expect([...pool.connections.values()]).toMatchObject([{ identity: { commonName: 'agent-7' } }])
  })

  it('takes who comes in at several servers, and at a port of its own', async () => {
    await using one = await appServer()
    await using two = await appServer()
    await using pool = new Pool()
    pool.bind('/pool').attach(one.server).attach(two.server)
    const { url } = await pool.listen(loopback)
    await using _first = backend(`${one.url}/pool`)
    await using _second = backend(`${two.url}/pool`)
    await using _third = backend(`${url}/pool`)
    await connections(pool, 3)
    await pool.close()
    expect(await (await fetch(one.page)).text()).toBe('hello')
    expect(await (await fetch(two.page)).text()).toBe('hello')
    await expect(fetch(url.replace('ws', 'http'))).rejects.toThrow('fetch failed')
  })

  it('lets in whom its door lets in: Origin and admit are asked there too', async () => {
    await using app = await appServer()
    await using pool = new Pool({ admit: ({ headers }) => headers['x-key'] === 'right' })
    pool.bind('/pool').attach(app.server)
    const key = { headers: { 'x-key': 'right' } }
    expect(await refusedUpgrade(`${app.url}/pool`)).toMatchObject({ status: 403 })
    const foreign = await refusedUpgrade(`${app.url}/pool`, { ...key, origin: 'https://evil.example' })
    expect(foreign).toMatchObject({ status: 403, body: expect.stringContaining('evil.example') as string })
    await using provider = new Provider()
    await provider.connect(`${app.url}/pool`, key).ready
  })

  it('is so once', async () => {
    await using app = await appServer()
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    expect(() => pool.attach(app.server)).toThrow(TypeError)
    expect(() => pool.attach(app.server)).toThrow(/attached to this server already/)
    expect(app.server.listenerCount('upgrade')).toBe(1)
  })

  it.each([
    ['nothing', undefined],
    ['a port', 8080],
    ["Express's app", express()],
    ["Fastify's app", fastify()],
  ])('is not attached to %s', (_what, server) => {
    expect(() => new Pool().attach(server as never)).toThrow(TypeError)
    expect(() => new Pool().attach(server as never)).toThrow(/app\.listen\(\).*app\.server/)
  })

  it.each([
    ['drains', (pool: Pool) => pool.drain(), 'the pool drains: make a new one'],
    ['is closed', (pool: Pool) => pool.close(), 'the pool is closed: make a new one'],
  ])('is not attached any more when it %s', async (_what, leave, says) => {
    const server = createServer()
    const pool = new Pool()
    const left = leave(pool)
    expect(() => pool.attach(server)).toThrow(new TypeError(says))
    expect(server.eventNames()).toEqual(createServer().eventNames())
    await expect(pool.listen(loopback)).rejects.toThrow(TypeError)
    await left
  })

  it('goes on when the server stops to listen and begins again', async () => {
    const server = createServer(hello)
    await using pool = new Pool()
    pool.bind('/pool').attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    await once(server.close(), 'close')
    await using app = await appServer(server)
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    await pool.close()
  })
})
