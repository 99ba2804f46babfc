import { handler } from '@wsrpc/provider'
import { equal, matches } from '../check.ts'
import { numbers } from '../made.ts'
import { Notes } from '../notes.ts'
import type { Outcome } from '../pool.ts'
import type { Group } from '../test.ts'

class Base {
  inherited(): string {
    return 'of the base'
  }
}

class Counter extends Base {
  #count = 0
  add(by: number): number {
    return (this.#count += by)
  }
  async later(by: number): Promise<number> {
    await Promise.resolve()
    return this.add(by)
  }
  _hidden(): number {
    return this.#count
  }
}

/** What a pool calls, and how it is answered. */
export const serve: Group = {
  'answers a call, with its params': async (world) => {
    const { pool } = await world.join({ services: { Sum: { of: (a: number, b: number) => a + b } } })
    equal(await pool.call('Sum.of', [20, 22]), 42)
  },

  'serves the methods of a class instance, sync and async': async (world) => {
    const { pool } = await world.join({ services: { Counter: new Counter() } })
    equal(await pool.call('Counter.add', [3]), 3)
    equal(await pool.call('Counter.later', [4]), 7)
  },

  'offers nothing inherited, hidden or built in': async (world) => {
    const { pool } = await world.join({ services: { Counter: new Counter() } })
    for (const name of ['inherited', '_hidden', 'constructor', 'toString', '__proto__', 'nothing']) {
      const error = await pool.failure(`Counter.${name}`)
      matches(error, { code: 'UNIMPLEMENTED', execution: 'not-started' }, name)
    }
  },

  'tells a method about its call': async (world) => {
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    const about = handler(({ method, attempt, metadata, trace: seen, idempotencyKey, timeLeft }) => {
      return {
        method,
        attempt,
        metadata,
        trace: seen,
        idempotencyKey,
        // Not the default. In workerd the clock takes small steps back: it shows when the last event was due.
        inTime: timeLeft > 0 && timeLeft < 6000,
      }
    })
    const { pool } = await world.join({ services: { Call: { about } } })
    const options = { metadata: { user: 'u1' }, trace, idempotencyKey: 'key', timeout: 5000 }
    equal(await pool.call('Call.about', [], options), {
      method: 'Call.about',
      attempt: 1,
      metadata: { user: 'u1' },
      trace,
      idempotencyKey: 'key',
      inTime: true,
    })
  },

  'runs a method that nobody waits for': async (world) => {
    const notes = new Notes()
    const { pool } = await world.join({ services: { Log: { write: (text: string) => notes.add(text) } } })
    await pool.ask('notify', { method: 'Log.write', params: ['one'] })
    await notes.until('one')
  },

  'offers at once what is registered later': async (world) => {
    const { pool, provider } = await world.join({ services: { Early: { is: () => 'here' } } })
    equal(await pool.call('Early.is'), 'here')
    const call = pool.call('Late.is', [], { timeout: 5000 })
    provider.register('Late', { is: () => 'here, too' })
    equal(await call, 'here, too')
  },

  'answers many calls at once, each with its own': async (world) => {
    const later = async (n: number): Promise<number> => {
      if (n % 3 === 0) await new Promise<void>((resolve) => setTimeout(resolve, n % 7))
      return n * n
    }
    const { pool } = await world.join({ services: { Square: { of: later } } })
    const list = numbers(500).map((n) => [n])
    const outcomes = await pool.ask<Outcome[]>('calls', { method: 'Square.of', list })
    equal(
      outcomes.map(({ value }) => value),
      numbers(500).map((n) => n * n),
    )
  },

  'shares the calls with another provider': async (world) => {
    const pool = await world.pool({ bind: { balancer: 'roundRobin' } })
    const who = (name: string): object => ({ is: () => name })
    for (const name of ['one', 'two']) {
      await world.dial(world.provider({ name }, { Who: who(name) }), pool.url).connection.ready
    }
    await pool.ask('untilConnected', { count: 2 })
    const outcomes = await pool.ask<Outcome[]>('calls', { method: 'Who.is', list: numbers(10).map(() => []) })
    const counts = ['one', 'two'].map((name) => outcomes.filter(({ value }) => value === name).length)
    equal(counts, [5, 5])
  },
}
