// The last section of the Go library's README, "JSON-RPC": the same four wires, here by the option `dialect`.

import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger } from './support.ts'

class Backend {
  get(id: string): string {
    return `value of ${id}`
  }
}

class PoolSide {
  readonly events: string[] = []
  notify(event: string): string {
    this.events.push(event)
    return `heard ${event}`
  }
}

describe('JSON-RPC', () => {
  it('calls providers of a path by it: BindWith, and ConnectAndServeWith', async () => {
    await using pool = new Pool()
    pool.bind('/pool', { dialect: jsonrpc() })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    provider.register('Backend', new Backend())
    provider.connect(`${url}/pool`, { dialect: jsonrpc() })

    expect(await pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
    expect(await pool.service<Backend>('Backend').get('object_id-2')).toBe('value of object_id-2')
  })

  it('serves those who call the pool by it: BindInWith, and ConnectAndUseWith', async () => {
    const side = new PoolSide()
    await using pool = new Pool()
    pool.bindIn('/cb', { PoolSide: side }, { dialect: jsonrpc() })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    const connection = provider.connect(`${url}/cb`, { dialect: jsonrpc() })
    expect(await connection.call('PoolSide.notify', ['event_id-1'])).toBe('heard event_id-1')
    await connection.notify('PoolSide.notify', ['event_id-2'])
    expect(await connection.service<PoolSide>('PoolSide').notify('event_id-3')).toBe('heard event_id-3')
    expect(side.events).toEqual(['event_id-1', 'event_id-2', 'event_id-3'])
  })

  it('puts plain JSON-RPC on the wire in both places, for whoever is at the other end', async () => {
    await using pool = new Pool()
    pool.bind('/pool', { dialect: jsonrpc() })
    pool.bindIn('/cb', { PoolSide: new PoolSide() }, { dialect: jsonrpc() })
    const { url } = await pool.listen(loopback)

    using provider = await Stranger.dial(`${url}/pool`)
    await connections(pool, 1)
    const value = pool.call('Backend.get', ['object_id-1'])
    const request = await provider.next<{ readonly id: number }>()
    expect(request).toEqual({
      jsonrpc: '2.0',
      method: 'Backend.get',
      params: ['object_id-1'],
      id: expect.any(Number),
    })
    provider.send({ jsonrpc: '2.0', result: 'from afar', id: request.id })
    expect(await value).toBe('from afar')

    using caller = await Stranger.dial(`${url}/cb`)
    const call = { jsonrpc: '2.0', method: 'PoolSide.notify', params: ['event_id-1'], id: 1 }
    expect(await caller.ask(call)).toEqual({ jsonrpc: '2.0', result: 'heard event_id-1', id: 1 })
  })

  it('keeps paths apart: each has its own dialect', async () => {
    await using pool = new Pool()
    pool.bind('/native', 'Native').bind('/others', { services: ['Other'], dialect: jsonrpc() })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    provider.register('Native', new Backend()).register('Other', new Backend())
    provider.connect(`${url}/native`)
    provider.connect(`${url}/others`, { dialect: jsonrpc() })
    await connections(pool, 2)

    expect(await pool.call('Native.get', ['a'])).toBe('value of a')
    expect(await pool.call('Other.get', ['b'])).toBe('value of b')
    const subprotocols = [...pool.connections.values()].map(({ subprotocol }) => subprotocol)
    expect(subprotocols.toSorted()).toEqual(['', 'wsrpc.v1.msgpack'])
  })
})
