import { expect, test } from 'vitest'
import type { Member, PoolConnection } from '../../src/roster/instance.ts'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, leave, path, ready, status } from './people.ts'

const quiet = (): Roster => new Roster(() => {})

test('a connection gets no calls before its first STATUS', () => {
  const roster = quiet()
  const binding = path()
  const first = arrive(roster, binding, { id: '1', instance: 'i' })
  arrive(roster, binding, { id: '2', instance: 'i' })
  expect(binding.offer('A')).toBeUndefined()
  roster.update(first, status({ A: ['get'] }))
  expect(ready(binding, 'A')).toEqual(['i'])
  expect(first.member?.connection()).toBe(first)
  expect(first.member?.connection(first)).toBe(first)
})

test('a connection that is not wanted is passed over, whoever has the turn, as long as there is another', () => {
  const roster = quiet()
  const binding = path()
  const [first, second] = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: 'i' })) as [
    PoolConnection,
    PoolConnection,
  ]
  for (const connection of [first, second]) roster.update(connection, status({ A: ['get'] }))
  for (let turn = 0; turn < 3; turn++) {
    expect(first.member?.connection(first)).toBe(second)
    expect(first.member?.connection(first)).toBe(second)
    expect(first.member?.connection(second)).toBe(first)
  }
  second.blocked = true
  expect(first.member?.connection(first)).toBe(first)
})

test('services that the path does not take are ignored, and said to be', () => {
  const roster = quiet()
  const binding = path(['A'])
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  roster.update(connection, status({ A: ['get'], Secret: ['read'], B: [] }))
  expect(binding.offer('Secret')).toBeUndefined()
  expect(binding.offer('B')).toBeUndefined()
  expect(connection.ignored).toEqual(['Secret', 'B'])
  expect(connection.services).toEqual({ A: ['get'] })
  roster.update(connection, status({ A: ['get'] }))
  expect(connection.ignored).toEqual([])
})

test('names that objects inherit are plain names', () => {
  const roster = quiet()
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  expect(binding.offer('constructor')).toBeUndefined()
  roster.update(connection, status({ constructor: ['toString'] }))
  expect(binding.offer('constructor')?.count('constructor.toString')).toBe(1)
  expect(binding.offer('toString')).toBeUndefined()
  expect(binding.offer('constructor')?.count('constructor.valueOf')).toBe(0)
})

test('a STATUS replaces the one before: services, methods and labels', () => {
  const roster = quiet()
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  roster.update(connection, status({ A: ['get', 'set'], B: ['run'] }, { labels: { zone: 'north' } }))
  expect(connection.labels).toEqual({ zone: 'north' })
  roster.update(connection, status({ A: ['get'], C: ['run'] }))
  expect(connection.labels).toEqual({})
  expect(binding.offer('B')).toBeUndefined()
  expect(binding.offer('A')?.count('A.set')).toBe(0)
  expect([ready(binding, 'A'), ready(binding, 'C')]).toEqual([['i'], ['i']])
})

test('a method named twice in a STATUS counts once, and is gone when its provider is', () => {
  const roster = quiet()
  const binding = path()
  const twice = arrive(roster, binding, { id: '1', instance: 'one' })
  const once = arrive(roster, binding, { id: '2', instance: 'two' })
  roster.update(twice, status({ A: ['get', 'get'] }))
  roster.update(once, status({ A: ['get'] }))
  expect(binding.offer('A')?.count('A.get')).toBe(2)
  leave(roster, twice)
  expect(binding.offer('A')?.count('A.get')).toBe(1)
})

test('the usable connections of a member take turns', () => {
  const roster = quiet()
  const binding = path()
  const all = ['1', '2', '3'].map((id) => arrive(roster, binding, { id, instance: 'i' }))
  for (const connection of all) roster.update(connection, status({ A: ['get'] }))
  const member = all[0]?.member as Member
  const turns = (count: number): unknown[] => Array.from({ length: count }, () => member.connection()?.id)
  expect(turns(6)).toEqual(['1', '2', '3', '1', '2', '3'])
  const second = all[1] as (typeof all)[number]
  second.blocked = true
  expect(turns(4)).toEqual(['1', '3', '1', '3'])
  leave(roster, second)
  expect(new Set(turns(4))).toEqual(new Set(['1', '3']))
})

test.each(['draining', 'refusedPaused', 'blocked'] as const)(
  '%s alone keeps a connection from calls; another of its instance still gets them',
  (reason) => {
    const roster = quiet()
    const binding = path()
    const out = arrive(roster, binding, { id: '1', instance: 'i' })
    roster.update(out, status({ A: ['get'] }))
    out[reason] = true
    roster.refresh(out.of)
    expect(ready(binding, 'A')).toEqual([])
    const other = arrive(roster, binding, { id: '2', instance: 'i' })
    roster.update(other, status({ A: ['get'] }))
    expect(ready(binding, 'A')).toEqual(['i'])
    for (let turn = 0; turn < 3; turn++) expect(other.member?.connection()).toBe(other)
  },
)

test('a STATUS ends what a refusal began, but not a GOAWAY', () => {
  const roster = quiet()
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  const news = status({ A: ['get'] })
  roster.update(connection, news)
  connection.of.refused = true
  connection.refusedPaused = true
  roster.refresh(connection.of)
  expect(ready(binding, 'A')).toEqual([])
  roster.update(connection, news)
  expect(ready(binding, 'A')).toEqual(['i'])
  connection.draining = true
  roster.refresh(connection.of)
  roster.update(connection, news)
  expect(ready(binding, 'A')).toEqual([])
})

test('tells that a member became ready once, and also when ready ones bring news', () => {
  const told: string[] = []
  const roster = new Roster(({ instance }) => told.push(instance.id))
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  expect(told).toEqual([])
  roster.update(connection, status({ A: ['get'] }, { concurrency: 1 }))
  expect(told).toEqual(['i'])
  roster.update(connection, status({ A: ['get', 'set'] }, { concurrency: 1 }))
  expect(told).toEqual(['i', 'i'])
  roster.take(connection)
  roster.update(connection, status({ A: ['get'] }, { concurrency: 1 }))
  expect(told).toHaveLength(2)
  roster.release(connection)
  expect(told).toHaveLength(3)
})

test('news of a connection that is gone change nothing', () => {
  const roster = quiet()
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  leave(roster, connection)
  leave(roster, connection)
  roster.update(connection, status({ A: ['get'] }))
  expect(binding.offer('A')).toBeUndefined()
  expect([roster.instances, roster.connections.size]).toEqual([0, 0])
})

test('tells what an application may know of a connection', () => {
  const roster = quiet()
  const connection = arrive(roster, path(['A']), { id: '1', instance: 'i', name: 'home', identity: 'alice' })
  roster.update(connection, status({ A: ['get'] }, { concurrency: 7, labels: { gpu: true }, paused: true }))
  roster.take(connection)
  expect(roster.connections.get('1')).toMatchObject({
    id: '1',
    path: '/A',
    services: { A: ['get'] },
    name: 'home',
    instance: 'i',
    identity: 'alice',
    remoteAddress: '192.0.2.7',
    subprotocol: 's',
    since: 1,
    labels: { gpu: true },
    concurrency: 7,
    inFlight: 1,
    paused: true,
    draining: false,
  })
})

test('a connection that lost its socket gets nothing until it goes on; it keeps what it is, and its slots', () => {
  const told: string[] = []
  const roster = new Roster(({ instance }) => told.push(instance.id))
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i', identity: 'alice' })
  roster.update(connection, status({ A: ['get'] }, { concurrency: 2 }))
  roster.take(connection)
  roster.interrupt(connection)
  expect([connection.interrupted, connection.usable, ready(binding, 'A')]).toEqual([true, false, []])
  expect(binding.offer('A')?.count('A.get')).toBe(1)
  expect([roster.connections.size, connection.inFlight, connection.of.inFlight]).toEqual([1, 1, 1])
  told.length = 0
  roster.resume(connection, { identity: 'alice', remoteAddress: '192.0.2.9' })
  expect([told, ready(binding, 'A')]).toEqual([['i'], ['i']])
  expect(connection).toMatchObject({ id: '1', since: 1, interrupted: false, remoteAddress: '192.0.2.9' })
  roster.release(connection)
})

test('another connection of the instance takes over meanwhile', () => {
  const roster = quiet()
  const binding = path()
  const [first, second] = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: 'i' })) as [
    PoolConnection,
    PoolConnection,
  ]
  for (const connection of [first, second]) roster.update(connection, status({ A: ['get'] }))
  roster.interrupt(first)
  expect(ready(binding, 'A')).toEqual(['i'])
  for (let turn = 0; turn < 3; turn++) expect(first.member?.connection()).toBe(second)
})
