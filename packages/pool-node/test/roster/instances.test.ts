import { expect, test } from 'vitest'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, leave, path, ready, status } from './people.ts'

const quiet = (): Roster => new Roster(() => {})

test('connections of one instance share it, on one path and on several', () => {
  const roster = quiet()
  const [a, b] = [path(['A']), path(['B'])]
  const all = [
    arrive(roster, a, { id: '1', instance: 'i' }),
    arrive(roster, a, { id: '2', instance: 'i' }),
    arrive(roster, b, { id: '3', instance: 'i' }),
  ]
  expect(new Set(all.map((connection) => connection.of)).size).toBe(1)
  expect(roster.instances).toBe(1)
  expect([...a.members]).toHaveLength(1)
  expect([...b.members]).toHaveLength(1)
})

test("nobody can claim another's instance by its id: the identity belongs to it", () => {
  const roster = quiet()
  const binding = path()
  const identities = ['alice', 'bob', undefined, { id: 'carol' }, { id: '' }, '["alice","i"]', 'null']
  const instances = identities.map(
    (identity, index) =>
      arrive(roster, binding, {
        id: `${index}`,
        instance: 'i',
        ...(identity === undefined ? {} : { identity }),
      }).of,
  )
  expect(new Set(instances).size).toBe(identities.length)
  expect(roster.instances).toBe(identities.length)
})

test('an identity and an id that read alike when they are put together are two', () => {
  const roster = quiet()
  const pairs = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['undefined', 'i'],
    [undefined, 'i'],
    ['a","b', 'c'],
    ['a', 'b","c'],
  ] as const
  const instances = pairs.map(([identity, instance]) => roster.instance(instance, identity))
  expect(new Set(instances).size).toBe(pairs.length)
})

test('an identity is its id, whether told as a string or as an object', () => {
  const roster = quiet()
  const one = arrive(roster, path(), { id: '1', instance: 'i', identity: 'alice' })
  const two = arrive(roster, path(), { id: '2', instance: 'i', identity: { id: 'alice' } })
  expect(two.of).toBe(one.of)
})

test("what one identity refuses or takes does not count for another's instance of the same id", () => {
  const roster = quiet()
  const binding = path()
  const alice = arrive(roster, binding, { id: '1', instance: 'i', identity: 'alice' })
  const bob = arrive(roster, binding, { id: '2', instance: 'i', identity: 'bob' })
  for (const connection of [alice, bob]) roster.update(connection, status({ A: ['get'] }, { concurrency: 1 }))
  roster.take(bob)
  bob.of.refused = true
  roster.refresh(bob.of)
  expect(binding.offer('A')?.ready.map(({ instance }) => instance)).toEqual([alice.of])
})

test('concurrency is a cap over all connections of the instance, on all its paths', () => {
  const roster = quiet()
  const [a, b] = [path(['A']), path(['B'])]
  const first = arrive(roster, a, { id: '1', instance: 'i' })
  const second = arrive(roster, b, { id: '2', instance: 'i' })
  roster.update(first, status({ A: ['get'] }, { concurrency: 2 }))
  roster.update(second, status({ B: ['get'] }, { concurrency: 2 }))
  roster.take(first)
  expect([ready(a, 'A'), ready(b, 'B')]).toEqual([['i'], ['i']])
  roster.take(second)
  expect([ready(a, 'A'), ready(b, 'B')]).toEqual([[], []])
  expect([first.inFlight, second.inFlight, first.of.inFlight]).toEqual([1, 1, 2])
  roster.release(first)
  expect([ready(a, 'A'), ready(b, 'B')]).toEqual([['i'], ['i']])
})

test('the newest STATUS says the concurrency, also below what is in flight', () => {
  const roster = quiet()
  const binding = path()
  const connection = arrive(roster, binding, { id: '1', instance: 'i' })
  roster.update(connection, status({ A: ['get'] }, { concurrency: 3 }))
  for (let call = 0; call < 3; call++) roster.take(connection)
  roster.update(connection, status({ A: ['get'] }, { concurrency: 1 }))
  for (const inFlight of [2, 1]) {
    roster.release(connection)
    expect([connection.of.inFlight, ready(binding, 'A')]).toEqual([inFlight, []])
  }
  roster.release(connection)
  expect(ready(binding, 'A')).toEqual(['i'])
})

test.each([0, -1, 0.5])('a concurrency of %s takes no calls', (concurrency) => {
  const roster = quiet()
  const binding = path()
  roster.update(arrive(roster, binding, { id: '1', instance: 'i' }), status({ A: ['get'] }, { concurrency }))
  expect(ready(binding, 'A')).toEqual([])
  expect(binding.offer('A')?.members.size).toBe(1)
})

test('load is the part of the slots that is taken, over all connections', () => {
  const roster = quiet()
  const binding = path()
  const [one, two] = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: 'i' }))
  if (one === undefined || two === undefined) throw new Error('unreachable')
  roster.update(one, status({ A: ['get'] }, { concurrency: 4 }))
  expect(one.member?.load).toBe(0)
  roster.take(one)
  roster.take(two)
  expect(one.member?.load).toBe(0.5)
})

test('an instance is forgotten with its last connection; one that comes back starts afresh', () => {
  const roster = quiet()
  const [a, b] = [path(['A']), path(['B'])]
  const first = arrive(roster, a, { id: '1', instance: 'i' })
  const second = arrive(roster, b, { id: '2', instance: 'i' })
  roster.update(first, status({ A: ['get'] }))
  first.of.refused = true
  leave(roster, first)
  expect(roster.instances).toBe(1)
  expect(a.offer('A')).toBeUndefined()
  leave(roster, second)
  expect(roster.instances).toBe(0)
  const back = arrive(roster, a, { id: '3', instance: 'i' })
  expect(back.of).not.toBe(first.of)
  expect(back.of.refused).toBe(false)
})
