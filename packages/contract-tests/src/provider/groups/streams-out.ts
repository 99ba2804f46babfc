import { equal, holds, matches } from '../check.ts'
import { ahead, itemSize, numbers, produce, type Source } from '../made.ts'
import { Notes } from '../notes.ts'
import type { SeenError } from '../pool.ts'
import type { Group } from '../test.ts'

interface Read {
  readonly items: unknown[]
  readonly error?: SeenError
}

/** Streams that the provider gives. */
export const streamsOut: Group = {
  'an async generator is read to its end, in order': async (world) => {
    const { pool } = await world.join({ services: { Numbers: { count: counting() } } })
    const { items } = await pool.ask<Read>('read', { method: 'Numbers.count', params: [100] })
    equal(items, numbers(100))
  },

  'an empty one is empty': async (world) => {
    const { pool } = await world.join({ services: { Numbers: { count: counting() } } })
    equal(await pool.ask('read', { method: 'Numbers.count', params: [0] }), { items: [] })
  },

  'a ReadableStream of the platform travels as well': async (world) => {
    const readable = (count: number): ReadableStream<number> => {
      let next = 1
      return new ReadableStream<number>({
        pull: (controller) => (next > count ? controller.close() : controller.enqueue(next++)),
      })
    }
    const { pool } = await world.join({ services: { Numbers: { readable } } })
    const { items } = await pool.ask<Read>('read', { method: 'Numbers.readable', params: [20] })
    equal(items, numbers(20))
  },

  '1 MiB of bytes arrives as it was': async (world) => {
    const { pool } = await world.join({ services: { Numbers: { count: counting() } } })
    const params = [64, itemSize]
    equal(await pool.ask('readBytes', { method: 'Numbers.count', params, size: itemSize }), 64)
  },

  'a reader that stops early closes the producer': async (world) => {
    const closed = new Notes()
    // Pieces of some size: else a window of them is very many.
    async function* endless(): AsyncGenerator<number[]> {
      try {
        for (let n = 1; ; n++) yield Array.from({ length: 1000 }, () => n)
      } finally {
        closed.add('closed')
      }
    }
    const { pool } = await world.join({ services: { Numbers: { endless } } })
    const { items } = await pool.ask<Read>('read', { method: 'Numbers.endless', params: [], take: 3 })
    equal(
      items.map((item) => (item as number[])[999]),
      numbers(3),
    )
    await closed.until('closed')
  },

  'what it throws comes after the items before it': async (world) => {
    const count = counting({ failAt: 4 })
    const { pool } = await world.join({ services: { Numbers: { count } } })
    const { items, error } = await pool.ask<Read>('read', { method: 'Numbers.count', params: [10] })
    equal(items, numbers(3))
    matches(error, { code: 'UNKNOWN', cause: 'RangeError: no item 4' })
  },

  'a producer is asked for no more than its reader takes, and a window ahead': async (world) => {
    const source = { produced: 0, closed: false }
    const { pool } = await world.join({
      services: { Numbers: { count: counting({}, source) }, Echo: { say: (word: string) => word } },
    })
    const params = [100, itemSize]
    const stream = await pool.ask<number>('readOne', { method: 'Numbers.count', params })
    // A call is not overtaken by what was asked for before it.
    for (let turn = 0; turn < 5; turn++) await pool.call('Echo.say', ['hi'])
    const produced = source.produced * itemSize
    holds(produced >= ahead / 2, `only ${produced} bytes were produced`)
    holds(produced <= ahead + 3 * itemSize, `${produced} bytes were produced`)
    equal(await pool.ask('readRest', { stream }), 99)
    equal(source, { produced: 100, closed: true })
  },
}

/** A method that gives a stream of numbers, or of as many pieces of so many bytes. */
function counting(
  faults: { readonly failAt?: number } = {},
  source: Source = { produced: 0, closed: false },
): (count: number, size?: number) => AsyncGenerator<unknown> {
  return (count, size) => produce(source, count, { size, ...faults })
}
