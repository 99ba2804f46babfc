import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, next } from '../support/pools.ts'
import { rawClient, refusedUpgrade } from '../support/raw-client.ts'
import { appServer, backend, works } from './stage.ts'

describe('beside an attached pool', () => {
  expectNothingLeft()

  it('what nobody could answer is answered 404', async () => {
    await using app = await appServer()
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    expect(await refusedUpgrade(`${app.url}/other`)).toMatchObject({ status: 404 })
  })

  it('an upgrade listener of the application has the other paths for itself', async () => {
    await using app = await appServer()
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const chat = new WebSocketServer({ noServer: true })
    app.server.on('upgrade', (request, socket, head) => {
      if (request.url !== '/chat') return
      chat.handleUpgrade(request, socket, head, (client) => client.send('welcome to the chat'))
    })
    const provider = backend(`${app.url}/pool`)
    const guest = await rawClient(`${app.url}/chat`, 'chat')
    await guest.received(1)
    expect(guest.messages).toEqual(['welcome to the chat'])
    expect(await works(pool)).toBe(true)

    // The pool's end is not the chat's. The provider leaves before: it would dial again, and nobody would answer.
    await provider.close()
    await pool.close()
    expect(guest.socket.readyState).toBe(guest.socket.OPEN)
    guest.socket.close(1000)
    await guest.ended
  })

  it('other pools have the paths that are theirs, and one of them says 404 when none has it', async () => {
    await using app = await appServer()
    await using north = new Pool()
    await using south = new Pool()
    north.bind('/north').attach(app.server)
    south.bind('/south').attach(app.server)
    await using _first = backend(`${app.url}/north`, 'north')
    await using _second = backend(`${app.url}/south`, 'south')
    expect(await works(north, 'north')).toBe(true)
    expect(await works(south, 'south')).toBe(true)
    expect(await refusedUpgrade(`${app.url}/west`)).toMatchObject({ status: 404 })
    await north.close()
    expect(await refusedUpgrade(`${app.url}/north`)).toMatchObject({ status: 404 })
    expect(await works(south, 'south')).toBe(true)
  })

  it('two pools with the same path do not both take a request: the first has it', async () => {
    await using app = await appServer()
    await using first = new Pool()
    await using second = new Pool()
    first.bind('/pool').attach(app.server)
    second.bind('/pool').attach(app.server)
    await using _provider = backend(`${app.url}/pool`)
    await connections(first, 1)
    expect(second.stats()).toMatchObject({ connections: 0, handshakes: 0 })
  })

  it.each([
    ['refuses all paths but its own', { path: '/chat' }],
    ['takes all paths', {}],
  ])('a ws server that %s is told of, and nothing breaks', async (_how, options) => {
    await using app = await appServer()
    const chat = new WebSocketServer({ server: app.server, ...options })
    chat.on('connection', (client) => client.close(1000))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const told = next(pool, 'error')
    const client = rawClient(`${app.url}/pool`).then(
      ({ ended }) => ended,
      () => undefined,
    )
    const [error] = await told
    expect((error as Error).message).toMatch(/another 'upgrade' listener .*\/pool.*noServer/)
    await client
    chat.close()
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
  })

  it('what another listener took is not the pool’s to close', async () => {
    await using app = await appServer()
    const chat = new WebSocketServer({ server: app.server })
    const pool = new Pool().bind('/pool').attach(app.server)
    const told = next(pool, 'error')
    const guest = await rawClient(`${app.url}/pool`)
    await told
    await pool.close()
    expect(guest.socket.readyState).toBe(guest.socket.OPEN)
    guest.socket.close(1000)
    expect(await guest.ended).toMatchObject({ code: 1000 })
    chat.close()
  })
})
