import type { RemoteStream } from '@wsrpc/provider'
import { contains, equal, failure, holds, matches } from '../check.ts'
import { numbers, produce } from '../made.ts'
import type { Group } from '../test.ts'

interface Desk {
  echo(value: unknown): unknown
  count(count: number): AsyncIterable<number>
}

/** The provider calls the pool. */
export const callbacks: Group = {
  'calls a method of the pool, by name and as a function': async (world) => {
    const { connection } = await world.join()
    equal(await connection.call('Desk.echo', [{ a: 1 }]), { a: 1 })
    equal(await connection.service<Desk>('Desk').echo('hi'), 'hi')
  },

  'tells the pool who calls, and what travels along': async (world) => {
    const { connection } = await world.join({
      pool: { tokens: { secret: 'worker-7' } },
      connect: { token: 'secret' },
    })
    const about = await connection.call('Desk.about', [], { metadata: { user: 'u1' }, idempotencyKey: 'key' })
    matches(about, {
      method: 'Desk.about',
      identity: 'worker-7',
      metadata: { user: 'u1' },
      idempotencyKey: 'key',
      inTime: true,
    })
  },

  'notifies the pool': async (world) => {
    const { pool, connection } = await world.join()
    await connection.notify('Desk.note', ['one'])
    await pool.ask('untilNoted', { text: 'one' })
  },

  'a method may call the pool while it is called': async (world) => {
    const methods = {
      ask: async (word: string): Promise<unknown> => (await connecting).call('Desk.echo', [word]),
    }
    const joining = world.join({ services: { Ask: methods } })
    const connecting = joining.then(({ connection }) => connection)
    const { pool } = await joining
    equal(await pool.call('Ask.ask', ['back and forth']), 'back and forth')
  },

  'reads a stream of the pool, and stops early': async (world) => {
    const { pool, connection } = await world.join()
    const items: unknown[] = []
    for await (const item of connection.service<Desk>('Desk').count(20)) items.push(item)
    equal(items, numbers(20))
    for await (const _item of await connection.call<RemoteStream<Uint8Array>>('Desk.count', [100_000, 8192]))
      break
    await pool.ask('untilClosed')
  },

  'passes a stream to the pool, also in both directions': async (world) => {
    const { connection } = await world.join()
    const source = { produced: 0, closed: false }
    equal(await connection.call('Desk.sum', [produce(source, 100)]), 5050)
    equal(source, { produced: 100, closed: true })
    const items: unknown[] = []
    const doubled = await connection.call<RemoteStream<number>>('Desk.double', [produce(source, 10)])
    for await (const item of doubled.readable() as unknown as AsyncIterable<number>) items.push(item)
    equal(
      items,
      numbers(10).map((n) => n * 2),
    )
  },

  'hears an error that is meant for it, and of others only an id': async (world) => {
    const { connection } = await world.join()
    matches(await failure(connection.call('Desk.refuse', [{ id: 7 }])), {
      code: 'FAILED_PRECONDITION',
      message: 'not today',
      data: { id: 7 },
      execution: 'finished',
    })
    const hidden = await failure(connection.call('Desk.fail'))
    matches(hidden, { code: 'INTERNAL', execution: 'finished' })
    holds(!hidden.message.includes('secret'), hidden.message)
  },

  'may call nothing else': async (world) => {
    const { connection } = await world.join()
    const error = await failure(connection.call('Other.method'))
    matches(error, { execution: 'not-started' })
    contains(error.message, 'Other')
    matches(await failure(connection.call('Desk.constructor')), { code: 'UNIMPLEMENTED' })
  },

  'a call waits for the first connection': async (world) => {
    const pool = await world.pool()
    const { connection } = world.dial(world.provider(), pool.url)
    equal(await connection.call('Desk.echo', ['early']), 'early')
  },
}
