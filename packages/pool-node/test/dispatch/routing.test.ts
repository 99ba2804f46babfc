import { expect, test } from 'vitest'
import { Office, rejection } from './office.ts'

test('the part before the first dot names the path; a name with more dots is one method', async () => {
  using office = new Office()
  const database = office.bind(['Database'])
  const rest = office.bind()
  const [db, other] = [
    office.provider(database, { Database: ['get', 'table.get'] }),
    office.provider(rest, { Backend: ['get'] }),
  ]
  const calls = ['Database.get', 'Database.table.get', 'Backend.get'].map((method) => office.call(method))
  expect([db.log, other.log]).toEqual([['Database.get()', 'Database.table.get()'], ['Backend.get()']])
  db.answer(1)
  db.answer(2)
  other.answer(3)
  expect(await Promise.all(calls)).toEqual([1, 2, 3])
})

test('a service that has its own path never goes to the default one', async () => {
  using office = new Office()
  office.bind(['Database'])
  const rest = office.bind()
  const other = office.provider(rest, { Database: ['get'] })
  const call = office.call('Database.get', [], { timeout: 100 })
  office.clock.advance(200)
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(other.log).toEqual([])
})

test('without a path for it and without a default path it is NOT_FOUND at once, and says what to do', async () => {
  using office = new Office()
  office.bind(['Database'])
  const error = await rejection(office.call('Backend.get'))
  expect(error).toMatchObject({ code: 'NOT_FOUND', execution: 'not-started' })
  expect(error.message).toMatch(/'Backend'.*no default path is bound.*pool\.bind/)
})

test('a name that objects inherit is no service', async () => {
  using office = new Office()
  office.bind(['Database'])
  expect(await rejection(office.call('constructor.get'))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await rejection(office.call('__proto__.get'))).toMatchObject({ code: 'NOT_FOUND' })
})

test('a method that no connected provider of the service has is UNIMPLEMENTED at once', async () => {
  using office = new Office()
  const binding = office.bind()
  // Full ones know as well as idle ones what they have not.
  const busy = office.provider(binding, { Backend: ['get'] }, { concurrency: 1 })
  const call = office.call('Backend.get')
  const error = await rejection(office.call('Backend.set'))
  expect(error).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
  expect(error.message).toContain('Backend.set')
  expect(await rejection(office.call('Backend.toString'))).toMatchObject({ code: 'UNIMPLEMENTED' })
  busy.answer('ok')
  await call
})

test('while versions are mixed, a call goes only where its method is', async () => {
  using office = new Office()
  const binding = office.bind()
  const old = office.provider(binding, { Backend: ['get'] }, { concurrency: 100 })
  const fresh = office.provider(binding, { Backend: ['get', 'list'] }, { concurrency: 2 })
  const lists = ['a', 'b', 'c'].map((param) => office.call('Backend.list', [param]))
  expect(fresh.log).toEqual(['Backend.list(a)', 'Backend.list(b)'])
  const get = office.call('Backend.get')
  expect(old.log).toEqual(['Backend.get()'])
  old.answer('from the old one')
  expect(await get).toBe('from the old one')
  expect(fresh.log).toHaveLength(2)
  for (const param of ['a', 'b', 'c']) fresh.answer(param)
  expect(await Promise.all(lists)).toEqual(['a', 'b', 'c'])
})

test('a service has one path, and there is one default path; what is refused changes nothing', async () => {
  using office = new Office()
  const database = office.bind(['Database'])
  const db = office.provider(database, { Database: ['get'] })
  expect(() => office.bind(['Cache', 'Database'])).toThrow(/'Database' is bound to \/Database already/)
  expect(await rejection(office.call('Cache.get'))).toMatchObject({ code: 'NOT_FOUND' })
  const rest = office.bind()
  expect(() => office.bind()).toThrow(/the default path is \/ already/)
  const [named, other] = [office.call('Database.get'), office.call('Cache.get')]
  const cache = office.provider(rest, { Cache: ['get'] })
  db.answer(1)
  cache.answer(2)
  expect(await Promise.all([named, other])).toEqual([1, 2])
})
