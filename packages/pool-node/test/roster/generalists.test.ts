// Those that offer whatever their path takes, since their dialect has no STATUS.

import { RpcError } from '@wsrpc/core'
import { forSequences } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { candidatesFor, unplaceable } from '../../src/dispatch/candidates.ts'
import type { Offering } from '../../src/roster/announcement.ts'
import { Demand } from '../../src/roster/demand.ts'
import type { PoolConnection } from '../../src/roster/instance.ts'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, leave, path, ready, status } from './people.ts'

const anything: Offering = { ...status({}), anything: true }

/** Who is there, as the model knows it. */
interface Present {
  readonly connection: PoolConnection
  readonly offering: Offering
  taken: boolean
  readonly lacking: Set<string>
}

function idsFor(binding: ReturnType<typeof path>, method: string): string[] {
  const demand = new Demand(method)
  return candidatesFor({ binding, demand })
    .map(({ id }) => id)
    .sort()
}

test('one is a candidate for every method of every service, and nothing is waited for', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const one = arrive(roster, binding, { id: 'c', instance: 'one' })
  expect(idsFor(binding, 'A.get')).toEqual([])
  roster.update(one, anything)
  for (const method of ['A.get', 'B.other', 'constructor.__proto__']) {
    expect(idsFor(binding, method)).toEqual(['one'])
    const placed = {
      binding,
      demand: new Demand(method),
      method,
      tried: undefined,
      execution: 'not-started',
    } as const
    expect(unplaceable(placed)).toBeUndefined()
  }
  leave(roster, one)
  expect(binding.offer('A')).toBeUndefined()
})

test('beside those who say what they have it shares their services, and has the rest alone', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const says = arrive(roster, binding, { id: 'c1', instance: 'says' })
  const any = arrive(roster, binding, { id: 'c2', instance: 'any' })
  roster.update(says, status({ A: ['get'] }))
  roster.update(any, anything)
  expect(idsFor(binding, 'A.get')).toEqual(['any', 'says'])
  expect(idsFor(binding, 'A.put')).toEqual(['any'])
  expect(idsFor(binding, 'B.get')).toEqual(['any'])
  leave(roster, says)
  expect(idsFor(binding, 'A.get')).toEqual(['any'])
  leave(roster, any)
  expect(idsFor(binding, 'A.get')).toEqual([])
  // As if nobody had ever been there: calls wait.
  expect(binding.offer('A')).toBeUndefined()
})

test('a method that only others lack is UNIMPLEMENTED once it has gone', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const says = arrive(roster, binding, { id: 'c1', instance: 'says' })
  const any = arrive(roster, binding, { id: 'c2', instance: 'any' })
  roster.update(any, anything)
  roster.update(says, status({ A: ['get'] }))
  const demand = new Demand('A.put')
  const placed = { binding, demand, method: 'A.put', tried: undefined, execution: 'not-started' } as const
  expect(unplaceable(placed)).toBeUndefined()
  leave(roster, any)
  expect(unplaceable(placed)).toBeInstanceOf(RpcError)
})

test('its slots count, and it is told of when it is free', () => {
  const free: string[] = []
  const roster = new Roster((member) => free.push(member.id))
  const binding = path(['A'])
  const any = arrive(roster, binding, { id: 'c', instance: 'any' })
  roster.update(any, { ...anything, concurrency: 1 })
  expect([ready(binding, 'A'), free]).toEqual([['any'], ['any']])
  roster.take(any)
  expect(ready(binding, 'A')).toEqual([])
  expect(idsFor(binding, 'A.get')).toEqual([])
  roster.release(any)
  expect([ready(binding, 'A'), free]).toEqual([['any'], ['any', 'any']])
})

test('one that says later what it offers, if only nothing, offers no more than that', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const any = arrive(roster, binding, { id: 'c1', instance: 'any' })
  const says = arrive(roster, binding, { id: 'c2', instance: 'says' })
  roster.update(any, anything)
  roster.update(says, status({ A: ['get'] }))
  binding.lacks(any.member as NonNullable<typeof any.member>, new Demand('A.get'))
  roster.update(any, status({}, { concurrency: 0 }))
  expect(idsFor(binding, 'A.get')).toEqual(['says'])
  expect(idsFor(binding, 'B.get')).toEqual([])
  roster.update(any, status({ B: ['get'] }))
  expect(idsFor(binding, 'B.get')).toEqual(['any'])
  roster.update(any, anything)
  expect(idsFor(binding, 'C.get')).toEqual(['any'])
  // What it lacked before says nothing of what it offers now.
  expect(idsFor(binding, 'A.get')).toEqual(['any', 'says'])
  leave(roster, any)
  leave(roster, says)
  expect(['A', 'B'].map((service) => binding.offer(service))).toEqual([undefined, undefined])
})

test('of very many methods that it lacks some are remembered, and for no others is it passed over', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const any = arrive(roster, binding, { id: 'c1', instance: 'any' })
  const says = arrive(roster, binding, { id: 'c2', instance: 'says' })
  const names = Array.from({ length: 1025 }, (_, n) => `m${n}`)
  roster.update(any, anything)
  roster.update(says, status({ A: names }))
  const member = any.member as NonNullable<typeof any.member>
  const believed = names.filter((name) => binding.lacks(member, new Demand(`A.${name}`)))
  expect(believed).toEqual(names.slice(0, 1024))
  expect(idsFor(binding, 'A.m0')).toEqual(['says'])
  expect(idsFor(binding, 'A.m1024')).toEqual(['any', 'says'])
})

test('the lists are what a recount says, whatever comes and goes', () => {
  const offers: readonly Offering[] = [anything, status({ A: ['get'] }), status({ A: ['put'], B: ['get'] })]
  const methods = ['A.get', 'A.put', 'B.get', 'C.get']
  const runs = forSequences({ runs: 100, length: 30 }, (steps) => {
    const roster = new Roster(() => {})
    const binding = path()
    const there = new Map<number, Present>()
    /** Methods of which it is known who lacks them: forgotten when nobody names the service. */
    const named = (service: string): boolean =>
      [...there.values()].some(({ offering }) => service in offering.services)
    for (const [action, instance] of steps) {
      const [who, what] = [instance % 4, action % 4]
      const known = there.get(who)
      const kind = offers[who % 3] as Offering
      if (known === undefined) {
        const connection = arrive(roster, binding, { id: `c${who}`, instance: `i${who}` })
        const offering = { ...kind, concurrency: 1 }
        roster.update(connection, offering)
        there.set(who, { connection, offering, taken: false, lacking: new Set() })
      } else if (what === 0) {
        leave(roster, known.connection)
        there.delete(who)
      } else if (what === 3) {
        const method = methods[(action >> 2) % methods.length] as string
        const [service = '', name = ''] = method.split('.')
        const { member } = known.connection
        const others = [...there.values()].some(({ offering }) => offering.services[service]?.includes(name))
        const believed = binding.lacks(member as NonNullable<typeof member>, new Demand(method))
        if (believed !== (known.offering.anything === true && others)) throw new Error(`${method} is lacked`)
        if (believed) known.lacking.add(method)
      } else if (known.taken) {
        roster.release(known.connection)
        known.taken = false
      } else {
        roster.take(known.connection)
        known.taken = true
      }
      for (const method of methods) {
        const [service = '', name = ''] = method.split('.')
        if (!named(service)) for (const { lacking } of there.values()) lacking.delete(method)
        const expected = [...there.values()]
          .filter(({ taken }) => !taken)
          .filter(({ offering, lacking }) =>
            offering.anything === true
              ? !lacking.has(method)
              : offering.services[service]?.includes(name) === true,
          )
          .map(({ connection }) => connection.instance)
        expect(idsFor(binding, method)).toEqual(expected.sort())
      }
    }
  })
  expect(runs).toBe(100)
})
