import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { Pool } from '../../src/index.ts'
import { deferred } from '../resume/deferred.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { rawClient } from '../support/raw-client.ts'
import { backend, works } from './stage.ts'

describe('a pool in an Express application', () => {
  expectNothingLeft()

  it('has its path beside routes that call it and a chat', async () => {
    const pool = new Pool().bind('/pool')
    const app = express()
    app.get('/objects/:id', async (request, response) => {
      response.json(await pool.call('Backend.get', [request.params.id]))
    })
    // A route of the same name is another matter: it is for requests that are no upgrades.
    app.get('/pool', (_request, response) => void response.send('a page about the pool'))
    const server = app.listen(0, '127.0.0.1')
    pool.attach(server)
    const chat = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      if (request.url !== '/chat') return
      chat.handleUpgrade(request, socket, head, (client) => client.send('hi'))
    })
    await once(server, 'listening')
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`

    const provider = backend(`ws://${address}/pool`)
    expect(await works(pool)).toBe(true)
    expect(await (await fetch(`http://${address}/objects/7`)).json()).toBe('value of 7')
    expect(await (await fetch(`http://${address}/pool`)).text()).toBe('a page about the pool')
    expect((await fetch(`http://${address}/none`)).status).toBe(404)
    const guest = await rawClient(`ws://${address}/chat`, 'chat')
    await guest.received(1)
    guest.socket.close(1000)
    await guest.ended

    await provider.close() // it would dial again, and the chat's listener answers nobody else
    await pool.drain()
    expect(await (await fetch(`http://${address}/pool`)).text()).toBe('a page about the pool')
    await new Promise((resolve) => server.close(resolve))
  })

  it('leaves with it, and loses no request', async () => {
    const begun = deferred<void>()
    const end = deferred<void>()
    const pool = new Pool().bind('/pool')
    const app = express()
    app.get('/slow', async (_request, response) => {
      await pool.call('Slow.run')
      response.send(await pool.call('Backend.get', ['after it']))
    })
    const server = app.listen(0, '127.0.0.1')
    pool.attach(server)
    await once(server, 'listening')
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    await using provider = backend(`ws://${address}/pool`)
    provider.register('Slow', {
      run: () => {
        begun.resolve()
        return end.promise
      },
    })
    const answer = fetch(`http://${address}/slow`)
    await begun.promise
    const closed = once(server, 'close')
    const drained = pool.drain({ server })
    end.resolve()
    expect(await (await answer).text()).toBe('value of after it')
    await Promise.all([drained, closed])
  })
})
