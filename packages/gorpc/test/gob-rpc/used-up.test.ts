// A connection has room for so many types of values. Who has used it up is told at each call, and the connection goes on.

import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, onTestFinished, test } from 'vitest'
import { goGob } from '../../src/index.ts'
import { goIsMissing } from '../peer/build.ts'
import { failure, loopback, Stage } from '../peer/stage.ts'

const more = 1100
const numbers = Array.from({ length: more }, (_, n) => n)

/** Each of another shape, as a method's results are that has data for names. */
const shape = (n: number): object => ({ [`Id${n}`]: n, Sum: n })
/** As many in one value. */
const wide = (): object => Object.fromEntries(numbers.map((n) => [`Of${n}`, shape(n)]))
/** Of few types that take much to tell. */
const long = (n: number): object =>
  Object.fromEntries(numbers.map((m) => [`${'X'.repeat(40)}${m}And${n}`, m]))
const services = { shape, wide, long, get: (id: string) => `value of ${id}`, none: () => {} }

describe('when the results of a provider have used up all types', () => {
  async function joined(): Promise<Pool> {
    const pool = new Pool()
    onTestFinished(() => pool.close())
    pool.bind('/', { services: ['Backend'], dialect: goGob(), concurrency: 4 })
    const { url } = await pool.listen(loopback)
    const provider = new Provider({ concurrency: 4 }).register('Backend', services)
    onTestFinished(() => provider.close())
    provider.connect(`${url}/`, { dialect: goGob() })
    return pool
  }

  test('each call fails with what to do about it, and its slot is free again', async () => {
    const pool = await joined()
    const outcomes = await Promise.all(numbers.map((n) => failure(pool.call('Backend.shape', [n]))))
    const failed = outcomes.filter((outcome) => outcome instanceof Error)
    expect(failed.length).toBeGreaterThan(50)
    for (const error of failed) {
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'finished' })
      expect(error.message).toContain('give the method a type, as goGob({ types: ')
    }
    expect(await pool.call('Backend.get', ['x'])).toBe('value of x')
    expect(await pool.call('Backend.shape', [1])).toEqual({ Id1: 1, Sum: 1 })
    expect(await failure(pool.call('Backend.none'))).toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test.each([
    ['by the very first one', 'Backend.wide', 0],
    ['as they are long', 'Backend.long', 9],
  ])('%s, it is the same', async (_, method, last) => {
    const pool = await joined()
    for (let n = 0; n < last; n++) await pool.call(method, [n]).catch(() => {})
    const error = await failure(pool.call(method, [last]))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'finished' })
    expect(String(error)).toContain('give the method a type, as goGob({ types: ')
    expect(await failure(pool.call('Backend.none'))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(await pool.call('Backend.get', ['x'])).toBe('value of x')
  })
})

test('params that have used up all types fail before they are sent, and so does nothing else', async () => {
  await using pool = new Pool()
  const echo = (value: unknown): unknown => (typeof value === 'object' ? 'taken' : value)
  pool.bind('/', { services: ['Backend'], dialect: goGob() })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider().register('Backend', { echo })
  provider.connect(`${url}/`, { dialect: goGob() })
  for (const n of numbers) await pool.call('Backend.echo', [shape(n)]).catch(() => {})
  const refused = await failure(pool.call('Backend.echo', [shape(more)]))
  expect(refused).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
  expect((refused as Error).message).toContain('give the method a type, as goGob({ types: ')
  expect(await pool.call('Backend.echo', ['next'])).toBe('next')
  expect(await pool.call('Backend.echo', [shape(1)])).toBe('taken')
})

test.skipIf(goIsMissing)('a Go pool goes on, whose calls fail for it', { timeout: 30_000 }, async () => {
  await using stage = new Stage('gob')
  const go = await stage.go('pool')
  const backend = { ...services, add: ({ A }: { readonly A: number }) => shape(A) }
  const provider = stage.add(new Provider().register('Backend', backend))
  provider.connect(await go.url(), await stage.connecting())
  const outcomes = []
  for (const A of numbers) outcomes.push(await failure(go.call('Backend.Add', 'add', { A, B: 0 })))
  expect(outcomes.slice(0, 1000)).toEqual(
    numbers.slice(0, 1000).map((Sum) => ({ resolvedWith: { Sum, Blob: null } })),
  )
  expect(String(outcomes.at(-1))).toContain('give the method a type, as goGob({ types: ')
  expect(await go.call('Backend.Get', 'string', 'next')).toBe('value of next')
  expect(String(await failure(go.call('Backend.Missing', 'string', 'x')))).toContain("can't find method")
  expect(await go.call('Backend.Add', 'add', { A: 5, B: 0 })).toMatchObject({ Sum: 5 })
})
