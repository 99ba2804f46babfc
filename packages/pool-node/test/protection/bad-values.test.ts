import { json, msgpack, Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

const bad: [name: string, value: () => unknown, says: RegExp][] = [
  ['a __proto__ key', () => JSON.parse('{ "__proto__": 1 }') as unknown, /params\[0\].*__proto__/],
  ['nesting of 70', () => nested(70), /params\[0\].*(deep|depth|nest)/i],
  ['an oversized string', () => 'x'.repeat(17 * 1024 * 1024), /bytes/],
  ['oversized bytes', () => new Uint8Array(17 * 1024 * 1024), /bytes/],
  ['a function', () => ({ callback: () => 1 }), /params\[0\]\.callback: .*function/],
  [
    'a cycle',
    () => {
      const cycle: unknown[] = []
      cycle.push(cycle)
      return cycle
    },
    /params\[0\]/,
  ],
  ['an invalid date', () => new Date(Number.NaN), /params\[0\].*(invalid|Date)/i],
  ['a promise', () => Promise.resolve(1), /params\[0\].*await/],
]

describe.each([
  ['msgpack', msgpack()],
  ['json', json()],
])('over %s, a value that can not travel fails its own call and nobody else', (_name, codec) => {
  expectNothingLeft()

  it.each(bad)('from the caller: %s', async (_value, make, says) => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using one = new Provider()
    one.register('Echo', { say: (value: unknown) => value }).connect(`${url}/pool`, { codec })
    await using two = new Provider()
    two.register('Echo', { say: (value: unknown) => value }).connect(`${url}/pool`, { codec })
    expect(await pool.call('Echo.say', ['ready'])).toBe('ready')
    const standing = [...pool.connections.keys()]

    const [failure, ...others] = await Promise.allSettled([
      pool.call('Echo.say', [make()]),
      ...Array.from({ length: 20 }, (_, n) => pool.call('Echo.say', [n])),
    ])
    expect(failure).toMatchObject({
      status: 'rejected',
      reason: { code: 'INVALID_ARGUMENT', execution: 'not-started', message: expect.stringMatching(says) },
    })
    expect(others.map((result) => (result as PromiseFulfilledResult<unknown>).value)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    )
    for (const id of standing) expect(pool.connections.has(id)).toBe(true)
  })

  // A promise as a whole result is awaited: that one is no bad value.
  it.each(bad.filter(([name]) => name !== 'a promise'))('from the method: %s', async (_value, make) => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    provider.register('Bad', { make, fine: () => 'fine' }).connect(`${url}/pool`, { codec })

    const outcome = await Promise.allSettled([pool.call('Bad.make'), pool.call('Bad.fine')])
    expect(outcome[0]).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'INVALID_ARGUMENT',
        execution: 'finished',
        message: expect.stringContaining('result') as string,
      },
    })
    expect(outcome[1]).toMatchObject({ status: 'fulfilled', value: 'fine' })
    expect(pool.connections.size).toBe(1)
  })
})
