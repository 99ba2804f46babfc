import { candidates, callWithKey } from '@wsrpc/contract-tests/balancer-candidates'
import { expect, test } from 'vitest'
import type { Balancer, PlacedCall } from '../../src/balancers/balancer.ts'
import { makeBalancer } from '../../src/balancers/choose.ts'

test.each(['leastLoaded', 'roundRobin', 'random', 'affinity'] as const)('%s is a balancer', (name) => {
  expect(makeBalancer(name).name).toBe(name)
  // One a binding: turns are not shared.
  expect(makeBalancer(name)).not.toBe(makeBalancer(name))
})

test('leastLoaded is the default', () => {
  expect(makeBalancer().name).toBe('leastLoaded')
})

test('a function decides over calls with a key too, and is told of the call', () => {
  const told: PlacedCall[] = []
  const balancer = makeBalancer((list, _random, call) => {
    told.push(call)
    return list[2] as (typeof list)[number]
  })
  expect(balancer.keyed).toBe(true)
  const list = candidates(3)
  expect(balancer.pick(list, () => 0, callWithKey('user-1'))).toBe(list[2])
  expect(told).toEqual([{ method: 'Backend.get', affinity: 'user-1' }])
})

test('a balancer is taken as it is', () => {
  const mine: Balancer = { name: 'mine', pick: ([first]) => first as never }
  expect(makeBalancer(mine)).toBe(mine)
})

test.each([['fair'], ['toString'], ['known'], [{}], [null], [7], [{ pick: 'random' }]])(
  '%j is none',
  (wrong) => {
    const message =
      /^balancer must be 'leastLoaded', 'roundRobin', 'random', 'affinity', a function or a Balancer, not /
    expect(() => makeBalancer(wrong as never)).toThrow(TypeError)
    expect(() => makeBalancer(wrong as never)).toThrow(message)
  },
)
