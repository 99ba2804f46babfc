import type { RemoteStream } from '@wsrpc/core'
import { describe, expect, it } from 'vitest'
import { rejection } from '../dispatch/office.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { deferred } from './deferred.ts'
import { Stage } from './stage.ts'

/** Counts to `last`, and after the first item waits until it may go on. It tells when it was closed. */
async function* counting(
  last: number,
  mayGoOn: Promise<unknown>,
  closed: () => void = () => {},
): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= last; n++) {
      yield n
      if (n === 1) await mayGoOn
    }
  } finally {
    closed()
  }
}

async function rest(items: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for (let item = await items.next(); item.done !== true; item = await items.next()) all.push(item.value)
  return all
}

describe('a stream', () => {
  expectNothingLeft()

  it('of a result goes on over another socket; the slot is taken until it ends', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const gate = deferred<void>()
    const call = stage.call() as Promise<RemoteStream<number>>
    await provider.having(1)
    provider.answer(counting(5, gate.promise))
    const items = (await call)[Symbol.asyncIterator]()
    expect(await items.next()).toEqual({ done: false, value: 1 })
    expect(stage.pool.stats()).toMatchObject({ open: 0, inFlight: 1, succeeded: 1 })
    await stage.cut(provider)
    expect(stage.pool.stats()).toMatchObject({ interrupted: 1, inFlight: 1 })
    await provider.comeBack()
    gate.resolve()
    expect(await rest(items)).toEqual([2, 3, 4, 5])
    expect(stage.pool.stats()).toMatchObject({ inFlight: 0, lost: 0 })
  })

  it('of a result ends when the window does, and so does the slot', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const call = stage.call() as Promise<RemoteStream<number>>
    await provider.having(1)
    provider.answer(counting(5, new Promise(() => {})))
    const items = (await call)[Symbol.asyncIterator]()
    await items.next()
    const next = items.next()
    await stage.cut(provider)
    stage.clock.advance(15_100)
    expect(await rejection(next)).toMatchObject({ code: 'UNAVAILABLE' })
    expect(stage.pool.stats()).toMatchObject({ connections: 0, inFlight: 0, lost: 0 })
  })

  it('of the params goes on over another socket; the call is sent nowhere else', async () => {
    await using stage = await Stage.open({ idempotent: true })
    const provider = await stage.provider()
    const gate = deferred<void>()
    const call = stage.call(counting(5, gate.promise))
    await provider.having(1)
    const [stream] = provider.calls[0]!.params as [RemoteStream<number>]
    const items = stream[Symbol.asyncIterator]()
    expect(await items.next()).toEqual({ done: false, value: 1 })
    const other = await stage.provider({ instance: 'other' })
    await stage.cut(provider, other)
    const third = await stage.provider({ instance: 'third' })
    await provider.comeBack()
    gate.resolve()
    expect(await rest(items)).toEqual([2, 3, 4, 5])
    provider.answer('read')
    expect(await call).toBe('read')
    expect([other.log, third.log]).toEqual([[], []])
  })

  it('of the params that was read from is closed when its call is lost for good: it is not sent again', async () => {
    await using stage = await Stage.open({ idempotent: true })
    const provider = await stage.provider()
    const closed = deferred<void>()
    const call = stage.call(counting(5, Promise.resolve(), () => closed.resolve()))
    await provider.having(1)
    const [stream] = provider.calls[0]!.params as [RemoteStream<number>]
    await stream[Symbol.asyncIterator]().next()
    const other = await stage.provider({ instance: 'other' })
    await stage.cut(provider)
    stage.clock.advance(15_100)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await closed.promise
    expect(other.log).toEqual([])
  })

  it('of the pool whose source throws tells the provider an id, as its methods do', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1
      throw new Error('the password is 1234')
    }
    for (const exposeErrors of [false, true]) {
      await using stage = await Stage.open({ ask: broken, exposeErrors })
      const provider = await stage.provider()
      const items = ((await provider.call('P.ask')) as RemoteStream<number>)[Symbol.asyncIterator]()
      await items.next()
      const { code, message } = await rejection(items.next())
      expect([code, message.includes('1234')]).toEqual(exposeErrors ? ['UNKNOWN', true] : ['INTERNAL', false])
      expect(stage.events.some((event) => event.startsWith('error '))).toBe(!exposeErrors)
    }
  })
})
