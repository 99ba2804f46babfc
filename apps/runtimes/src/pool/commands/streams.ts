import { makeBytes, numbers, produce } from '@wsrpc/contract-tests/provider/made'
import { same } from '@wsrpc/contract-tests/provider/same'
import type { RemoteStream } from '@wsrpc/pool-node'
import { type Commands, onPool } from '../command.ts'
import { outcomeOf, seen } from '../outcome.ts'

/** Streams of providers, read here, and of this side. */
export const streams: Commands = {
  /** Reads the stream that a method gives: `take` items, or to its end. */
  read: onPool(async ({ pool }, { method, params, take = Infinity }) => {
    const items: unknown[] = []
    try {
      for await (const item of await pool.call<RemoteStream<unknown>>(method, params)) {
        if (items.push(item) >= take) break
      }
      return { items }
    } catch (error) {
      return { items, error: seen(error) }
    }
  }),
  /** Reads one item, and keeps the stream for later. */
  readOne: onPool(async ({ pool, streams: kept }, { method, params }) => {
    const stream = await pool.call<RemoteStream<unknown>>(method, params)
    const items = stream[Symbol.asyncIterator]()
    await items.next()
    return kept.add(items)
  }),
  /** Reads a kept one to its end. */
  readRest: onPool(async ({ streams: kept }, { stream }) => {
    const items = kept.take(stream)
    let count = 0
    while ((await items.next()).done !== true) count++
    return count
  }),
  /** How many of the items of a stream of bytes are as they should be. */
  readBytes: onPool(async ({ pool }, { method, params, size }) => {
    const expected = makeBytes(size)
    let good = 0
    for await (const item of await pool.call<RemoteStream<unknown>>(method, params)) {
      if (same(item, expected)) good++
    }
    return good
  }),

  /** Passes a stream of 1, 2, … to a method, and tells how that went. */
  send: onPool(async ({ pool, desk }, { method, count, size, failAt }) => {
    const source = { produced: 0, closed: false }
    desk.sources.push(source)
    const outcome = await outcomeOf(pool.call(method, [produce(source, count, { size, failAt })]))
    return { ...outcome, ...source }
  }),
  /** Passes a stream to a method that gives one, and reads that. */
  exchange: onPool(async ({ pool }, { method, count }) => {
    async function* given(): AsyncGenerator<number> {
      yield* numbers(count)
    }
    const items: unknown[] = []
    for await (const item of await pool.call<RemoteStream<unknown>>(method, [given()])) items.push(item)
    return items
  }),
}
