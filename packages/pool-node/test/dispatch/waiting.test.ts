import { expect, test } from 'vitest'
import { upTo } from '../roster/people.ts'
import { Office, rejection, state } from './office.ts'

test('a call without a provider waits for one', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('Backend.get', ['id'])
  expect(office.dispatch.queue(binding).size).toBe(1)
  const provider = office.provider(binding, { Backend: ['get'] })
  expect(provider.log).toEqual(['Backend.get(id)'])
  provider.answer('found')
  expect(await call).toBe('found')
})

test('those that wait go in the order of their age, over all services of the one that is free', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = ['A.x', 'B.x', 'C.x', 'B.y', 'A.x'].map((method, index) => office.call(method, [index]))
  const provider = office.provider(binding, { A: ['x'], B: ['x', 'y'] }, { concurrency: 1 })
  for (let n = 0; n < 4; n++) provider.answer('ok')
  expect(provider.log).toEqual(['A.x(0)', 'B.x(1)', 'B.y(3)', 'A.x(4)'])
  const third = office.provider(binding, { C: ['x'] })
  third.answer('ok')
  expect(await Promise.all(calls)).toHaveLength(5)
})

test('one whose method the free one has not lets the younger ones pass', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [office.call('A.fresh'), office.call('A.plain')]
  const old = office.provider(binding, { A: ['plain'] })
  expect(old.log).toEqual(['A.plain()'])
  const fresh = office.provider(binding, { A: ['plain', 'fresh'] })
  expect(fresh.log).toEqual(['A.fresh()'])
  old.answer(1)
  fresh.answer(2)
  await Promise.all(calls)
})

test('a provider takes as many of them as it has slots, and the next with each that is free', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [1, 2, 3, 4].map((n) => office.call('A.x', [n]))
  const provider = office.provider(binding, { A: ['x'] }, { concurrency: 2 })
  expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
  provider.answer('one')
  expect(provider.log).toEqual(['A.x(1)', 'A.x(2)', 'A.x(3)'])
  for (let n = 0; n < 3; n++) provider.answer('ok')
  await Promise.all(calls)
})

test('a deadline that passes while nobody offers the service is UNAVAILABLE', async () => {
  using office = new Office()
  office.bind()
  const call = office.call('Backend.get', [], { timeout: 100 })
  office.clock.advance(99)
  expect(await state(call)).toBe('pending')
  office.clock.advance(30)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(error.message).toBe('no connected provider offers Backend (Backend.get)')
})

test('a deadline that passes while those that offer it are busy is DEADLINE_EXCEEDED', async () => {
  using office = new Office()
  const binding = office.bind()
  const busy = office.provider(binding, { Backend: ['get'] }, { concurrency: 1 })
  const first = office.call('Backend.get')
  const call = office.call('Backend.get', [], { timeout: 100 })
  office.clock.advance(130)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'not-started' })
  expect(error.message).toMatch(/Backend\.get.*waited for a free provider/)
  busy.answer('ok')
  await first
  expect(busy.log).toHaveLength(1)
})

test('the time in the queue is part of the timeout', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('Backend.get', [], { timeout: 100 })
  office.clock.advance(60)
  const provider = office.provider(binding, { Backend: ['get'] })
  expect((provider.open[0]?.deadline ?? 0) - office.clock.now()).toBe(40)
  office.clock.advance(60)
  expect(await rejection(call)).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
  provider.answer('too late')
})

test('a queue has a bound: past it RESOURCE_EXHAUSTED at once, and there is room again when one goes', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: upTo(2) })
  const abort = new AbortController()
  const waiting = [office.call('A.x', [1], { signal: abort.signal }), office.call('B.x', [2])]
  const error = await rejection(office.call('A.x', [3]))
  expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' })
  expect(error.message).toMatch(/queue of \/ is full \(2 wait\)/)
  abort.abort()
  waiting.push(office.call('A.x', [4]))
  expect(await rejection(office.call('A.x', [5]))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
  const provider = office.provider(binding, { A: ['x'], B: ['x'] })
  expect(provider.log).toEqual(['B.x(2)', 'A.x(4)'])
  provider.answer('ok')
  provider.answer('ok')
  await Promise.all(waiting.slice(1))
})

test('with a bound of 0 a call goes now or fails', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: upTo(0) })
  expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
  const provider = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('a queue that is full does not harm another path', async () => {
  using office = new Office()
  const full = office.bind(['A'], { queue: upTo(1) })
  const other = office.bind(['B'], { queue: upTo(1) })
  const calls = [office.call('A.x'), office.call('B.x')]
  expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
  office.provider(full, { A: ['x'] }).answer('ok')
  office.provider(other, { B: ['x'] }).answer('ok')
  await Promise.all(calls)
})

test('one that is paused, or whose buffer is full, gets nothing until that ends', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] }, { paused: true })
  const calls = [office.call('A.x', [1])]
  expect(provider.log).toEqual([])
  provider.hasRoom = false
  office.status(provider, { A: ['x'] })
  calls.push(office.call('A.x', [2]))
  expect(provider.log).toEqual([])
  office.room(provider)
  expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
  provider.answer('ok')
  provider.answer('ok')
  await Promise.all(calls)
})

test('when one buffer is full the call goes to another connection, or to another provider', async () => {
  using office = new Office()
  const binding = office.bind()
  const full = office.provider(binding, { A: ['x'] }, { instance: 'one' })
  const second = office.provider(binding, { A: ['x'] }, { instance: 'one' })
  full.hasRoom = false
  const calls = [1, 2, 3].map((n) => office.call('A.x', [n]))
  expect([full.log.length, second.log.length]).toEqual([0, 3])
  second.hasRoom = false
  const other = office.provider(binding, { A: ['x'] }, { instance: 'two' })
  calls.push(office.call('A.x', [4]), office.call('A.x', [5]))
  expect([full.log.length, second.log.length, other.log.length]).toEqual([0, 3, 2])
  for (const n of [1, 2, 3]) second.answer(n)
  for (const n of [4, 5]) other.answer(n)
  expect(await Promise.all(calls)).toEqual([1, 2, 3, 4, 5])
})

test('when the pool closes, what waits fails and nothing is sent any more', async () => {
  using office = new Office()
  const binding = office.bind()
  const waiting = [office.call('A.x'), office.call('B.x')]
  office.dispatch.stop()
  for (const call of waiting) {
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  }
  expect(office.dispatch.queue(binding).size).toBe(0)
})
