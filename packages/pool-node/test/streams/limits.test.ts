import { createReadStream } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Provider, type RemoteStream } from '@wsrpc/provider'
import { Pool, RpcError } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback } from '../support/pools.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

async function stage(service: object, limits: object = {}) {
  const pool = new Pool({ limits })
  pool.bind('/pool')
  const { url } = await pool.listen(loopback)
  const provider = new Provider()
  provider.register('S', service)
  await provider.connect(`${url}/pool`).ready
  await connections(pool, 1)
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await provider.close()
      await pool.close()
    },
  }
}

describe('a stream that breaks with an error that can not travel', () => {
  expectNothingLeft()

  it.each([
    ['its data', () => new RpcError('ABORTED', 'no more', { data: { why: () => 1 } })],
    ['its data is too large', () => new RpcError('ABORTED', 'no more', { data: 'x'.repeat(20_000) })],
    ['its message is too long', () => new RpcError('ABORTED', 'no more'.padEnd(20_000, '.'))],
  ])('%s: its reader is told its code, and the slot is free', async (_what, error) => {
    async function* rows(): AsyncGenerator<number> {
      yield 1
      throw error()
    }
    await using place = await stage({ rows }, { maxMessageBytes: 16 * 1024 })
    const stream = await place.pool.call<RemoteStream<number>>('S.rows')
    await expect(all(stream)).rejects.toMatchObject({
      code: 'ABORTED',
      message: expect.stringMatching(/^no more.*the rest can't travel/),
    })
    expect(place.pool.stats()).toMatchObject({ inFlight: 0, open: 0 })
  })

  it('a stream of Node that breaks before anybody reads harms nobody', async () => {
    await using place = await stage({ read: () => createReadStream('/nowhere'), take: () => 1 })
    const stream = await place.pool.call<RemoteStream<Uint8Array>>('S.read')
    await place.pool.call('S.take')
    await expect(all(stream)).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') })
  })
})

describe('more streams than the other side takes', () => {
  expectNothingLeft()

  it('in results wait for those that are open', async () => {
    async function* rows(n: number): AsyncGenerator<number> {
      yield n
      yield n + 1
    }
    await using place = await stage({ rows }, { maxStreams: 3 })
    const service = place.pool.service<{ rows: typeof rows }>('S')
    const lists = await Promise.all(Array.from({ length: 20 }, (_, n) => all(service.rows(n))))
    expect(lists).toEqual(Array.from({ length: 20 }, (_, n) => [n, n + 1]))
    expect(place.pool.stats()).toMatchObject({ inFlight: 0 })
  })

  it('in one result are too many for ever: its call fails', async () => {
    async function* one(): AsyncGenerator<number> {
      yield 1
    }
    await using place = await stage({ many: () => Array.from({ length: 4 }, one) }, { maxStreams: 3 })
    await expect(place.pool.call('S.many')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      execution: 'finished',
    })
  })
})
