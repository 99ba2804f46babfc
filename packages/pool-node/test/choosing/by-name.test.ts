import { expect, test } from 'vitest'
import { Office, rejection } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, bar, counts, enter, timeUp } from './cast.ts'

const offer = { A: ['x'] }

test.each(['worker-7', 'i7'])('a call for %s goes to that one only', async (provider) => {
  using office = new Office()
  const binding = office.bind()
  const all = [6, 7, 8].map((n) => enter(office, binding, offer, { instance: `i${n}`, name: `worker-${n}` }))
  const calls = Array.from({ length: 5 }, () => office.call('A.x', [], { provider }))
  expect(counts(...all)).toEqual([0, 5, 0])
  answerAll(...all)
  await Promise.all(calls)
})

test('two with one name share the calls, by load', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = ['a', 'b'].map((instance) => enter(office, binding, offer, { instance, name: 'twin' }))
  const other = enter(office, binding, offer, { instance: 'c', name: 'other' })
  const calls = Array.from({ length: 10 }, () => office.call('A.x', [], { provider: 'twin' }))
  expect(counts(...all, other)).toEqual([5, 5, 0])
  answerAll(...all)
  await Promise.all(calls)
})

test('when one of the two is full the other gets them', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [1, 10].map((concurrency) => ({ instance: `i${concurrency}`, name: 'twin', concurrency }))
  const all = cast.map((guise) => enter(office, binding, offer, guise))
  const calls = Array.from({ length: 11 }, () => office.call('A.x', [], { provider: 'twin' }))
  expect(counts(...all)).toEqual([1, 10])
  answerAll(...all)
  await Promise.all(calls)
})

test('an instance’s name that is another’s instance id means both', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = enter(office, binding, offer, { instance: 'same', concurrency: 1 })
  const two = enter(office, binding, offer, { instance: 'b', name: 'same', concurrency: 1 })
  const calls = [1, 2].map(() => office.call('A.x', [], { provider: 'same' }))
  expect(counts(one, two)).toEqual([1, 1])
  answerAll(one, two)
  await Promise.all(calls)
})

test('what the pool calls an instance inside is nobody’s name', async () => {
  using office = new Office()
  const one = enter(office, office.bind(), offer, { instance: 'i', identity: 'alice' })
  const { key } = one.connection.of
  const call = office.call('A.x', [], { provider: key, timeout: 50 })
  expect(await timeUp(office, call, 50)).toMatchObject({ code: 'UNAVAILABLE' })
  expect(one.log).toEqual([])
})

test('one that is away is waited for; the error at the deadline names it', async () => {
  using office = new Office()
  const other = enter(office, office.bind(), offer, { instance: 'b', name: 'other' })
  const error = await timeUp(office, office.call('A.x', [], { provider: 'worker-7', timeout: 50 }), 50)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(error.message).toBe(`no connected provider of A is called 'worker-7' (A.x)`)
  expect(other.log).toEqual([])
})

test('one that comes back under its name gets what waits for it, whatever its new instance', async () => {
  using office = new Office()
  const binding = office.bind()
  const first = enter(office, binding, offer, { instance: 'run-1', name: 'worker' })
  const other = enter(office, binding, offer, { instance: 'b', name: 'other' })
  office.lose(first, false)
  const call = office.call('A.x', [1], { provider: 'worker' })
  const old = office.call('A.x', [2], { provider: 'run-1', timeout: 50 })
  const second = enter(office, binding, offer, { instance: 'run-2', name: 'worker' })
  expect([second.log, other.log]).toEqual([['A.x(1)'], []])
  second.answer('ok')
  expect(await call).toBe('ok')
  expect((await timeUp(office, old, 50)).message).toMatch(/is called 'run-1'/)
})

test('one that is busy is waited for, while others are idle', async () => {
  using office = new Office()
  const binding = office.bind()
  const busy = enter(office, binding, offer, { instance: 'a', name: 'busy', concurrency: 1 })
  const idle = enter(office, binding, offer, { instance: 'b', name: 'idle' })
  const calls = [1, 2].map((n) => office.call('A.x', [n], { provider: 'busy' }))
  const plain = office.call('A.x', [3])
  expect([busy.log, idle.log]).toEqual([['A.x(1)'], ['A.x(3)']])
  busy.answer('ok')
  expect(busy.log).toEqual(['A.x(1)', 'A.x(2)'])
  answerAll(busy, idle)
  await Promise.all([...calls, plain])
})

test('it goes even if that one is ejected, now and out of the queue', async () => {
  using office = new Office()
  const binding = office.bind()
  const out = enter(office, binding, offer, { instance: 'a', name: 'out', concurrency: 1 })
  const well = enter(office, binding, offer, { instance: 'b', name: 'well' })
  bar(office, binding, out)
  const plain = Array.from({ length: 5 }, () => office.call('A.x'))
  const named = [1, 2].map((n) => office.call('A.x', [n], { provider: 'out' }))
  expect(counts(out, well)).toEqual([1, 5])
  out.answer('ok')
  expect(out.log).toEqual(['A.x(1)', 'A.x(2)'])
  answerAll(out, well)
  await Promise.all([...plain, ...named])
})

test('of two with one name the ejected one is no worse, now and out of the queue', async () => {
  using office = new Office()
  const binding = office.bind()
  const [out, well] = ['a', 'b'].map((instance) =>
    enter(office, binding, offer, { instance, name: 'twin', concurrency: 1 }),
  ) as [StandIn, StandIn]
  bar(office, binding, out)
  const calls = [1, 2, 3].map((n) => office.call('A.x', [n], { provider: 'twin' }))
  expect(counts(out, well)).toEqual([1, 1])
  out.answer('ok')
  expect(counts(out, well)).toEqual([2, 1])
  answerAll(out, well)
  await Promise.all(calls)
})

test('it does not go past a pause or a drain', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = enter(office, binding, offer, { instance: 'a', name: 'one', paused: true })
  const call = office.call('A.x', [], { provider: 'one' })
  expect(provider.log).toEqual([])
  office.status(provider, offer)
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('a refusal is no reason to go to another one', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, other] = ['one', 'other'].map((name) => enter(office, binding, offer, { instance: name, name }))
  if (one === undefined || other === undefined) throw new Error('unreachable')
  const call = office.call('A.x', [], { provider: 'one' })
  one.next().onRefused('full')
  expect(counts(one, other)).toEqual([1, 0])
  office.status(one, offer)
  expect(counts(one, other)).toEqual([2, 0])
  one.answer('ok')
  expect(await call).toBe('ok')
})

test('with labels both must fit, and the error says both', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [
    { instance: 'a', name: 'twin', labels: { gpu: true } },
    { instance: 'b', name: 'twin', labels: {} },
    { instance: 'c', name: 'other', labels: { gpu: true } },
  ]
  const all = cast.map((guise) => enter(office, binding, offer, guise))
  const asks = { provider: 'twin', labels: { gpu: true } }
  const calls = Array.from({ length: 4 }, () => office.call('A.x', [], asks))
  expect(counts(...all)).toEqual([4, 0, 0])
  answerAll(...all)
  await Promise.all(calls)
  const nobody = office.call('A.x', [], { provider: 'other', labels: { gpu: false }, timeout: 50 })
  office.clock.advance(80)
  expect((await rejection(nobody)).message).toBe(
    `no connected provider of A is called 'other' and has the label gpu: false (A.x)`,
  )
})

test('a named one that has not the method is not asked, though it has the service', async () => {
  using office = new Office()
  const binding = office.bind()
  const old = enter(office, binding, { A: ['x'] }, { instance: 'a', name: 'old' })
  const fresh = enter(office, binding, { A: ['x', 'y'] }, { instance: 'b', name: 'fresh' })
  const call = office.call('A.y', [], { provider: 'old', timeout: 50 })
  expect(counts(old, fresh)).toEqual([0, 0])
  expect(await timeUp(office, call, 50)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
})
