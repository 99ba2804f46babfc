import { isRpcError } from '@wsrpc/provider'
import { equal, failure, holds, matches } from '../check.ts'
import { ahead, itemSize, makeBytes, numbers, type Source } from '../made.ts'
import { Notes } from '../notes.ts'
import type { Group } from '../test.ts'

/** Streams that the provider gets. */
export const streamsIn: Group = {
  'one in the params is read by the method': async (world) => {
    const { pool } = await world.join({ services: { Numbers: { sum } } })
    matches(await pool.ask('send', { method: 'Numbers.sum', count: 100 }), {
      value: 5050,
      produced: 100,
      closed: true,
    })
  },

  'both at once: a method answers each item': async (world) => {
    async function* double(given: AsyncIterable<number>): AsyncGenerator<number> {
      for await (const n of given) yield n * 2
    }
    const { pool } = await world.join({ services: { Numbers: { double } } })
    const items = await pool.ask('exchange', { method: 'Numbers.double', count: 50 })
    equal(
      items,
      numbers(50).map((n) => n * 2),
    )
  },

  'a method that stops reading closes the producer': async (world) => {
    const first = async (given: AsyncIterable<Uint8Array>): Promise<number> => {
      for await (const { length } of given) return length
      return 0
    }
    const { pool } = await world.join({ services: { Numbers: { first } } })
    const sent = await pool.ask('send', { method: 'Numbers.first', count: 100_000, size: itemSize })
    matches(sent, { value: itemSize })
    await pool.ask('untilClosed')
    matches(await pool.ask('source'), { closed: true })
  },

  'one that fails at the pool fails for its reader, after the items before': async (world) => {
    const seen: unknown[] = []
    const collect = async (given: AsyncIterable<number>): Promise<string> => {
      const error = await failure(
        (async () => {
          for await (const n of given) seen.push(n)
        })(),
      )
      return isRpcError(error) ? error.code : String(error)
    }
    const { pool } = await world.join({ services: { Numbers: { collect } } })
    const outcome = await pool.ask('send', { method: 'Numbers.collect', count: 10, failAt: 3 })
    equal(seen, [1, 2])
    // Of what breaks at the pool, providers hear no more.
    matches(outcome, { value: 'INTERNAL' })
  },

  'the pool is asked for no more than the method takes, and a window ahead': async (world) => {
    const notes = new Notes()
    let goOn = (): void => {}
    const paused = new Promise<void>((resolve) => (goOn = resolve))
    const slowly = async (given: AsyncIterable<Uint8Array>): Promise<number> => {
      let good = 0
      const expected = makeBytes(itemSize)
      for await (const item of given) {
        if (item.length === expected.length && item[77] === expected[77]) good++
        notes.add('item')
        if (good === 1) await paused
      }
      return good
    }
    const { pool } = await world.join({ services: { Numbers: { slowly }, Echo: { say: (x: string) => x } } })
    const sent = pool.ask('send', { method: 'Numbers.slowly', count: 100, size: itemSize })
    await notes.until('item')
    for (let turn = 0; turn < 5; turn++) await pool.call('Echo.say', ['hi'])
    const { produced } = await pool.ask<Source>('source')
    holds(produced * itemSize >= ahead / 2, `only ${produced} items were produced`)
    holds(produced * itemSize <= ahead + 3 * itemSize, `${produced} items were produced`)
    goOn()
    matches(await sent, { value: 100, produced: 100, closed: true })
  },
}

async function sum(given: AsyncIterable<number>): Promise<number> {
  let total = 0
  for await (const n of given) total += n
  return total
}
