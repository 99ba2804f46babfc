// docs/migrating-from-go.md, with real processes of Go and under load: no call fails, whichever side moves first.

import { msgpack, wsrpc } from '@wsrpc/core'
import type { Pool } from '@wsrpc/pool-node'
import { type ConnectOptions, Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { goOrigin } from '../src/index.ts'
import { goIsMissing } from './peer/build.ts'
import type { GoPeer } from './peer/go-peer.ts'
import { connections, dialectFor, Stage } from './peer/stage.ts'
import { Traffic } from './peer/traffic.ts'

const workers = 8

/** The new pool: native providers and those of Go, and a path of its own for what is native only. */
function newPool(stage: Stage): Pool {
  const dialect = [wsrpc(msgpack()), dialectFor(stage.codec)]
  const both = { services: ['Backend'], dialect, origins: goOrigin, idempotent: true }
  return stage
    .pool()
    .bind('/', both)
    .bind('/billing', { services: ['Billing'] })
}

/** A service that no Go provider has. */
async function joinBilling(stage: Stage, url: string): Promise<void> {
  const provider = stage.add(new Provider().register('Billing', { total: () => 3 }))
  await provider.connect(`${url}billing`).ready
}

/** None of them goes to a Go provider, which would not know it. */
async function billingAnswers(pool: Pool): Promise<void> {
  const totals = await Promise.all(Array.from({ length: 20 }, () => pool.call('Billing.total')))
  expect(new Set(totals)).toEqual(new Set([3]))
}

async function join(stage: Stage, url: string, options: ConnectOptions = {}): Promise<Provider> {
  const provider = stage.add(new Provider().register('Backend', { get: (id: string) => `value of ${id}` }))
  const connection = provider.connect(url, options)
  connection.on('error', () => {}) // the old pool goes in the end
  await connection.ready
  return provider
}

/** Resolves when so many more calls of a Go pool have ended. */
async function more(go: GoPeer, calls: number): Promise<void> {
  const enough = (await go.count()) + calls
  while ((await go.count()) < enough);
}

describe.skipIf(goIsMissing).each(['gob', 'json'] as const)('moving from the Go library by %s', (codec) => {
  test('the pool first: no call fails', { timeout: 30_000 }, async () => {
    await using stage = new Stage(codec)
    const oldPool = await stage.go('pool')
    const pool = newPool(stage)
    const url = await stage.listen(pool)
    const both = `${await oldPool.url()},${url}`
    const providers = [await stage.go('provider', '-url', both), await stage.go('provider', '-url', both)]
    await oldPool.load('Backend.Get', 'string', 'x', workers)
    await more(oldPool, 200)

    // The traffic moves, then the old pool goes.
    await connections(pool, 2)
    await using traffic = new Traffic(pool, workers)
    await traffic.more(200)
    expect(await oldPool.stop()).toMatchObject({ failures: [] })
    await oldPool[Symbol.asyncDispose]()
    await joinBilling(stage, url)

    // One provider after the other.
    for (const provider of providers) {
      await billingAnswers(pool)
      await join(stage, url)
      await traffic.more(200)
      await provider[Symbol.asyncDispose]()
      await traffic.more(200)
    }
    expect(await traffic.stop()).toEqual([])
    const protocols = [...pool.connections.values()].map(({ subprotocol }) => subprotocol)
    expect(protocols).toEqual(Array.from({ length: 3 }, () => 'wsrpc.v1.msgpack'))
  })

  test('the providers first: no call fails', { timeout: 30_000 }, async () => {
    await using stage = new Stage(codec)
    const oldPool = await stage.go('pool')
    const oldUrl = await oldPool.url()
    const providers = [await stage.go('provider', '-url', oldUrl), await stage.go('provider', '-url', oldUrl)]
    await oldPool.load('Backend.Get', 'string', 'x', workers)
    await more(oldPool, 200)

    // One provider after the other.
    const ours: Provider[] = []
    for (const provider of providers) {
      ours.push(await join(stage, oldUrl, { dialect: dialectFor(codec) }))
      await more(oldPool, 200)
      await provider[Symbol.asyncDispose]()
      await more(oldPool, 200)
    }

    // One of ours comes anew, as with each release.
    ours.push(await join(stage, oldUrl, { dialect: dialectFor(codec) }))
    await ours.shift()?.drain()
    await more(oldPool, 200)
    await ours.shift()?.close()
    await more(oldPool, 200)

    // The pool: who is left joins both, the traffic moves, and the old one goes.
    const pool = newPool(stage)
    await ours[0]?.connect(await stage.listen(pool)).ready
    await connections(pool, 1)
    await using traffic = new Traffic(pool, workers)
    await traffic.more(200)
    expect(await oldPool.stop()).toMatchObject({ failures: [] })
    await oldPool[Symbol.asyncDispose]()
    await traffic.more(200)
    expect(await traffic.stop()).toEqual([])
  })
})
