// What is sent a second time goes to another instance if there is one; with many of them that costs no search.

import { expect, test } from 'vitest'
import type { Balancer } from '../../src/balancers/balancer.ts'
import { random } from '../../src/balancers/random.ts'
import { answerAll } from '../choosing/cast.ts'
import { Office } from './office.ts'
import type { StandIn } from './stand-in.ts'

const offer = { A: ['x'] }
const many = 200

/** @param wish which of the list is chosen; a number in [0, 1) */
function spy(lengths: number[], wish?: number): Balancer {
  const inner = random()
  return {
    name: 'spy',
    pick: (candidates, chance, call) => {
      lengths.push(candidates.length)
      return inner.pick(candidates, wish === undefined ? chance : () => wish, call)
    },
  }
}

function crowd(office: Office, balancer: Balancer): readonly StandIn[] {
  const binding = office.bind([], { balancer })
  return Array.from({ length: many }, () => office.provider(binding, offer))
}

function withCall(all: readonly StandIn[]): StandIn[] {
  return all.filter(({ open }) => open.length > 0)
}

test('a call that was lost is drawn from all, and goes to another', async () => {
  using office = new Office()
  const lengths: number[] = []
  const all = crowd(office, spy(lengths))
  const call = office.call('A.x', [], { idempotent: true })
  const [first] = withCall(all) as [StandIn]
  office.interrupt(first)
  office.resume(first)
  expect(withCall(all).filter((one) => one !== first)).toHaveLength(1)
  // Nobody was left out beforehand: only the one that is away is no candidate.
  expect(lengths).toEqual([many, many - 1])
  answerAll(...withCall(all))
  await call
})

test('a hedge is drawn from all, and goes to another', async () => {
  using office = new Office()
  const lengths: number[] = []
  const all = crowd(office, spy(lengths))
  const call = office.call('A.x', [], { idempotent: true, hedge: 10 })
  office.clock.advance(20)
  expect(withCall(all)).toHaveLength(2)
  expect(lengths[0]).toBe(many)
  expect(new Set(lengths)).toEqual(new Set([many]))
  answerAll(...all)
  await call
})

test('a balancer that always wants the same one: the hedge goes to one of the others all the same', async () => {
  using office = new Office()
  const lengths: number[] = []
  const all = crowd(office, spy(lengths, 0))
  const call = office.call('A.x', [], { idempotent: true, hedge: 10 })
  office.clock.advance(20)
  expect(withCall(all)).toHaveLength(2)
  expect(lengths.at(-1)).toBe(many - 1)
  answerAll(...all)
  await call
})

test('one that looks at keys sees nobody but the others', async () => {
  using office = new Office()
  const lengths: number[] = []
  const all = crowd(office, { ...spy(lengths), keyed: true })
  const call = office.call('A.x', [], { idempotent: true, hedge: 10 })
  office.clock.advance(20)
  expect(lengths).toEqual([many, many - 1])
  answerAll(...all)
  await call
})

test('a hedge goes to one that refused the call before, where there is no other', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [office.provider(binding, offer), office.provider(binding, offer)]
  const call = office.call('A.x', [], { idempotent: true, hedge: 10 })
  const [first] = withCall(all) as [StandIn]
  first.next().onRefused('full')
  office.status(first, offer)
  office.clock.advance(20)
  expect(withCall(all)).toHaveLength(2)
  answerAll(...all)
  await call
})

test('with a key the second one is the next by the key, whoever hedges', async () => {
  using office = new Office()
  const all = crowd(office, random())
  const second = new Set<StandIn | undefined>()
  const first = new Set<StandIn | undefined>()
  for (let round = 0; round < 5; round++) {
    const call = office.call('A.x', [], { idempotent: true, hedge: 10, affinity: 'user-17' })
    const [home] = withCall(all)
    office.clock.advance(20)
    first.add(home)
    second.add(withCall(all).find((one) => one !== home))
    answerAll(...withCall(all))
    await call
  }
  expect([first.size, second.size, second.has(undefined)]).toEqual([1, 1, false])
})

test('when all others are full it may go to the one that refused it', async () => {
  using office = new Office()
  const all = crowd(office, random())
  const call = office.call('A.x')
  const [first] = withCall(all) as [StandIn]
  for (const one of all) if (one !== first) office.status(one, offer, { concurrency: 0 })
  first.next().onRefused('full')
  office.status(first, offer)
  first.answer('ok')
  expect(await call).toBe('ok')
})
