import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { deferred } from '../resume/deferred.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { backend, works } from './stage.ts'

/** An application with a route that calls the pool once, and one that does it twice. */
function application(pool: Pool): FastifyInstance {
  const app = fastify()
  app.get<{ Params: { id: string } }>('/objects/:id', ({ params }) => pool.call('Backend.get', [params.id]))
  app.get('/slow', async () => {
    await pool.call('Slow.run')
    return pool.call('Backend.get', ['after it'])
  })
  pool.attach(app.server)
  return app
}

describe('a pool in a Fastify application', () => {
  expectNothingLeft()

  it('has its path beside the routes, and the application closes after it', async () => {
    const pool = new Pool().bind('/pool')
    const app = application(pool)
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    await using _provider = backend(`${url.replace('http', 'ws')}/pool`)
    expect(await works(pool)).toBe(true)
    expect(await (await fetch(`${url}/objects/7`)).text()).toBe('value of 7')
    expect((await fetch(`${url}/pool`)).status).toBe(404)
    await pool.drain()
    expect((await fetch(`${url}/none`)).status).toBe(404)
    await app.close()
  })

  it('leaves with the application when a hook says so', async () => {
    const pool = new Pool().bind('/pool')
    const app = application(pool)
    app.addHook('preClose', () => pool.drain({ server: app.server }))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const begun = deferred<void>()
    const end = deferred<void>()
    await using provider = backend(`${url.replace('http', 'ws')}/pool`)
    provider.register('Slow', {
      run: () => {
        begun.resolve()
        return end.promise
      },
    })
    expect(await works(pool)).toBe(true)
    const answer = fetch(`${url}/slow`)
    await begun.promise
    const closed = app.close()
    while (app.server.listening) await new Promise((resolve) => setImmediate(resolve))
    end.resolve()
    expect(await (await answer).text()).toBe('value of after it')
    await closed
    expect(pool.stats()).toMatchObject({ connections: 0, failed: {} })
  })

  it('is found at each address of localhost', async () => {
    const pool = new Pool().bind('/pool')
    const app = application(pool)
    app.addHook('preClose', () => pool.drain({ server: app.server }))
    await app.listen({ host: 'localhost', port: 0 })
    for (const { port, address } of app.addresses() as AddressInfo[]) {
      const host = address.includes(':') ? `[${address}]` : address
      const provider = backend(`ws://${host}:${port}/pool`)
      expect(await works(pool)).toBe(true)
      await provider.close()
    }
    await app.close()
  })
})
