import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, bar, callAll, counts, enter, told } from './cast.ts'

const offer = { A: ['x'] }

test('everyone that has the method is asked, and nobody else', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = ['a', 'b', 'c'].map((instance) => office.provider(binding, offer, { instance }))
  const others = [
    office.provider(binding, { A: ['y'] }),
    office.provider(binding, { B: ['x'] }),
    office.provider(binding, offer, { paused: true }),
  ]
  const results = callAll(office, 'A.x', [7])
  expect(all.map(({ log }) => log)).toEqual([['A.x(7)'], ['A.x(7)'], ['A.x(7)']])
  expect(counts(...others)).toEqual([0, 0, 0])
  for (const [index, one] of all.entries()) one.answer(index)
  expect(told(await results)).toEqual({ a: 0, b: 1, c: 2 })
})

test('one with a name is told with it', async () => {
  using office = new Office()
  const provider = enter(office, office.bind(), offer, { instance: 'i', name: 'worker' })
  const results = callAll(office, 'A.x')
  provider.answer('ok')
  expect(await results).toEqual([{ provider: 'i', name: 'worker', value: 'ok' }])
})

test('one that drains, or refused a call as paused, is not asked', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2].map(() => office.provider(binding, offer))
  const calls = [1, 2].map(() => office.call('A.x'))
  const well = office.provider(binding, offer, { instance: 'well' })
  const reasons = ['draining', 'paused'] as const
  for (const [index, reason] of reasons.entries()) all[index]?.next().onRefused(reason)
  const results = callAll(office, 'A.x')
  answerAll(well)
  expect(Object.keys(told(await results))).toEqual(['well'])
  await Promise.all(calls)
})

test('an instance is asked once, however many connections it has', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2, 3].map(() => office.provider(binding, offer, { instance: 'i' }))
  const other = office.provider(binding, offer, { instance: 'j' })
  const results = callAll(office, 'A.x')
  expect(counts(...all).reduce((sum, count) => sum + count)).toBe(1)
  answerAll(...all, other)
  expect(told(await results)).toEqual({ i: 'ok', j: 'ok' })
})

test('two of one id are two, if they proved to be different ones', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = ['alice', 'bob'].map((identity) => enter(office, binding, offer, { instance: 'i', identity }))
  for (let round = 1; round <= 5; round++) {
    const results = callAll(office, 'A.x')
    expect(counts(...all)).toEqual([round, round])
    for (const [index, one] of all.entries()) one.answer(index)
    expect((await results).map((result) => 'value' in result && result.value)).toEqual([0, 1])
  }
})

test('and neither takes what waits for the other', async () => {
  using office = new Office()
  const binding = office.bind()
  const [alice, bob] = ['alice', 'bob'].map((identity) =>
    enter(office, binding, offer, { instance: 'i', identity, concurrency: 1 }),
  ) as [StandIn, StandIn]
  const busy = [1, 2].map(() => office.call('A.x'))
  const results = callAll(office, 'A.x')
  alice.answer('busy')
  alice.answer('alice')
  expect(counts(alice, bob)).toEqual([2, 1])
  bob.answer('busy')
  bob.answer('bob')
  expect((await results).map((result) => 'value' in result && result.value)).toEqual(['alice', 'bob'])
  await Promise.all(busy)
})

test('one that is away is told at once, and is not called when it is back', async () => {
  using office = new Office()
  const binding = office.bind()
  const away = office.provider(binding, offer, { instance: 'away' })
  const here = office.provider(binding, offer, { instance: 'here' })
  office.interrupt(away)
  const results = callAll(office, 'A.x', [], { timeout: Infinity })
  here.answer('ok')
  expect(told(await results)).toEqual({ away: 'UNAVAILABLE not-started', here: 'ok' })
  office.resume(away)
  expect(away.log).toEqual([])
})

test('of one that is away on one connection and paused on the other it is told at once, too', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two] = [1, 2].map(() => office.provider(binding, offer, { instance: 'i' }))
  if (one === undefined || two === undefined) throw new Error('unreachable')
  office.status(two, offer, { paused: true })
  office.interrupt(one)
  expect(told(await callAll(office, 'A.x', [], { timeout: Infinity }))).toEqual({
    i: 'UNAVAILABLE not-started',
  })
})

test('one of whose connections one is away is asked on the other', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two] = [1, 2].map(() => office.provider(binding, offer, { instance: 'i' }))
  if (one === undefined || two === undefined) throw new Error('unreachable')
  office.interrupt(one)
  const results = callAll(office, 'A.x')
  expect(counts(one, two)).toEqual([0, 1])
  two.answer('ok')
  expect(told(await results)).toEqual({ i: 'ok' })
})

test('one that is ejected is asked like the others', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = ['out', 'well'].map((instance) => office.provider(binding, offer, { instance }))
  const [out] = all
  if (out !== undefined) bar(office, binding, out)
  const results = callAll(office, 'A.x')
  expect(counts(...all)).toEqual([1, 1])
  answerAll(...all)
  expect(told(await results)).toEqual({ out: 'ok', well: 'ok' })
})

test('a call for one goes to nobody else, not even for the other’s sake', async () => {
  using office = new Office()
  const binding = office.bind()
  const full = office.provider(binding, offer, { instance: 'full', concurrency: 1 })
  const busy = office.call('A.x', [1])
  const idle = office.provider(binding, offer, { instance: 'idle' })
  const results = callAll(office, 'A.x', [2])
  expect([full.log, idle.log]).toEqual([['A.x(1)'], ['A.x(2)']])
  full.answer('first')
  expect(full.log).toEqual(['A.x(1)', 'A.x(2)'])
  answerAll(full, idle)
  expect(told(await results)).toEqual({ full: 'ok', idle: 'ok' })
  expect(await busy).toBe('first')
})

test('one that is full until the deadline is told as such, and the others’ answers are kept', async () => {
  using office = new Office()
  const binding = office.bind()
  const full = office.provider(binding, offer, { instance: 'full', concurrency: 1 })
  const busy = office.call('A.x')
  const idle = office.provider(binding, offer, { instance: 'idle' })
  const results = callAll(office, 'A.x', [], { timeout: 50 })
  idle.answer('ok')
  office.clock.advance(80)
  expect(told(await results)).toEqual({ full: 'DEADLINE_EXCEEDED not-started', idle: 'ok' })
  full.answer('ok')
  await busy
})

test('labels and provider say who of them', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [
    { instance: 'a', name: 'twin', labels: { gpu: true } },
    { instance: 'b', name: 'twin', labels: {} },
    { instance: 'c', name: 'other', labels: { gpu: true } },
  ]
  const all = cast.map((guise) => enter(office, binding, offer, guise))
  const asked = async (options: Parameters<typeof callAll>[3]): Promise<string[]> => {
    const results = callAll(office, 'A.x', [], options)
    answerAll(...all)
    return Object.keys(told(await results)).sort()
  }
  expect(await asked({ labels: { gpu: true } })).toEqual(['a', 'c'])
  expect(await asked({ provider: 'twin' })).toEqual(['a', 'b'])
  expect(await asked({ provider: 'c' })).toEqual(['c'])
  expect(await asked({ provider: 'twin', labels: { gpu: true } })).toEqual(['a'])
  expect(await asked({ labels: {} })).toEqual(['a', 'b', 'c'])
  expect(await asked({ provider: 'nobody' })).toEqual([])
  expect(await asked({ labels: { gpu: 'true' } })).toEqual([])
})

test('who is in the list can be called by what the list calls it', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = ['a', 'b', 'c'].map((instance) => office.provider(binding, offer, { instance }))
  const results = callAll(office, 'A.x')
  answerAll(...all)
  for (const { provider } of await results) {
    const call = office.call('A.x', [provider], { provider })
    const [one] = all.filter(({ open }) => open.length > 0)
    expect(one?.log.at(-1)).toBe(`A.x(${one?.connection.instance})`)
    answerAll(...all)
    await call
  }
})

test('nobody has it, nobody is here: an empty list', async () => {
  using office = new Office()
  const binding = office.bind()
  expect(await callAll(office, 'A.x')).toEqual([])
  office.provider(binding, { A: ['y'] })
  expect(await callAll(office, 'A.x')).toEqual([])
})

test('what the method throws is in the list', async () => {
  using office = new Office()
  const binding = office.bind()
  const [good, bad] = ['good', 'bad'].map((instance) => office.provider(binding, offer, { instance }))
  const results = callAll(office, 'A.x')
  good?.answer('ok')
  bad?.fail(new RpcError('ABORTED', 'no', { execution: 'finished' }))
  expect(told(await results)).toEqual({ good: 'ok', bad: 'ABORTED finished' })
})
