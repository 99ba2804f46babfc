import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Office, rejection } from '../dispatch/office.ts'
import { upTo } from '../roster/people.ts'
import { answerAll, callAll, counts, told } from './cast.ts'

// How a call to all ends for those that refuse, are lost, or can't be asked.

const offer = { A: ['x'] }

test('one that refuses is asked again, and only that one', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, other] = ['one', 'other'].map((instance) => office.provider(binding, offer, { instance }))
  if (one === undefined || other === undefined) throw new Error('unreachable')
  const results = callAll(office, 'A.x')
  one.next().onRefused('full')
  expect(counts(one, other)).toEqual([1, 1])
  office.status(one, offer)
  expect(counts(one, other)).toEqual([2, 1])
  answerAll(one, other)
  expect(told(await results)).toEqual({ one: 'ok', other: 'ok' })
})

test('one that refuses on one connection is asked on its other one', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2].map(() => office.provider(binding, offer, { instance: 'i' }))
  const results = callAll(office, 'A.x')
  all
    .find(({ open }) => open.length > 0)
    ?.next()
    .onRefused('draining')
  expect(counts(...all)).toEqual([1, 1])
  answerAll(...all)
  expect(told(await results)).toEqual({ i: 'ok' })
})

test('one that is lost while it runs: nobody knows', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, other] = ['one', 'other'].map((instance) => office.provider(binding, offer, { instance }))
  if (one === undefined || other === undefined) throw new Error('unreachable')
  const results = callAll(office, 'A.x')
  office.lose(one, true)
  other.answer('ok')
  expect(told(await results)).toEqual({ one: 'UNAVAILABLE unknown', other: 'ok' })
  expect(counts(one, other)).toEqual([1, 1])
})

test('may it run twice, another instance is no place for it: it is lost all the same', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, other] = ['one', 'other'].map((instance) => office.provider(binding, offer, { instance }))
  if (one === undefined || other === undefined) throw new Error('unreachable')
  const results = callAll(office, 'A.x', [], { idempotent: true, timeout: Infinity })
  office.lose(one, true)
  other.answer('ok')
  expect(told(await results)).toEqual({ one: 'UNAVAILABLE unknown', other: 'ok' })
  expect(counts(one, other)).toEqual([1, 1])
})

test('may it run twice, the other connection of the same one is', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2].map(() => office.provider(binding, offer, { instance: 'i' }))
  const results = callAll(office, 'A.x', [], { idempotent: true })
  const first = all.find(({ open }) => open.length > 0)
  if (first !== undefined) office.lose(first, true)
  expect(counts(...all)).toEqual([1, 1])
  answerAll(...all)
  expect(told(await results)).toEqual({ i: 'ok' })
})

test('one that is gone for good while its call waits is told at once', async () => {
  using office = new Office()
  const binding = office.bind()
  const full = office.provider(binding, offer, { instance: 'full', concurrency: 1 })
  const busy = office.call('A.x')
  const other = office.provider(binding, offer, { instance: 'other', concurrency: 1 })
  const plain = office.call('A.x', [], { provider: 'other' })
  const results = callAll(office, 'A.x', [2], { timeout: Infinity })
  const waits = office.call('A.x', [3], { provider: 'full' })
  office.lose(full, true)
  expect(await rejection(busy)).toMatchObject({ code: 'UNAVAILABLE' })
  answerAll(other)
  expect(told(await results)).toEqual({ full: 'UNAVAILABLE not-started', other: 'ok' })
  await plain
  // A call by name waits on: its provider may come back.
  const back = office.provider(binding, offer, { instance: 'full' })
  expect(back.log).toEqual(['A.x(3)'])
  back.answer('ok')
  await waits
})

test('one of several connections is gone: its instance is not', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two] = [1, 2].map(() => office.provider(binding, offer, { instance: 'i', concurrency: 1 }))
  if (one === undefined || two === undefined) throw new Error('unreachable')
  const busy = office.call('A.x', [1])
  const results = callAll(office, 'A.x', [2])
  const [having, idle] = one.open.length > 0 ? [one, two] : [two, one]
  office.lose(idle, false)
  having.answer('first')
  having.answer('second')
  expect(told(await results)).toEqual({ i: 'second' })
  expect(await busy).toBe('first')
})

test('where the queue is full they that would wait are told so, and the others are asked', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: upTo(0) })
  const full = office.provider(binding, offer, { instance: 'full', concurrency: 1 })
  const busy = office.call('A.x')
  const other = office.provider(binding, offer, { instance: 'other' })
  const results = callAll(office, 'A.x')
  answerAll(full, other)
  expect(told(await results)).toEqual({ full: 'RESOURCE_EXHAUSTED not-started', other: 'ok' })
  await busy
})

test('a signal that fires ends those that are open', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two] = ['one', 'two'].map((instance) => office.provider(binding, offer, { instance }))
  const abort = new AbortController()
  const results = callAll(office, 'A.x', [], { signal: abort.signal })
  one?.answer('ok')
  abort.abort()
  expect(told(await results)).toEqual({ one: 'ok', two: 'CANCELLED unknown' })
  expect(two?.cancelled).toHaveLength(1)
  two?.answer('too late')
})

test('what is typed wrong rejects, and nobody is asked', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), offer)
  const wrong: readonly [Parameters<typeof callAll>, RegExp][] = [
    [[office, 'A.x', 'id' as never], /did you mean \['id'\]/],
    [[office, 'Ax'], /Ax/],
    [[office, 'A.x', [], { affinity: 'key' } as never], /callAll has no option 'affinity'/],
    [[office, 'A.x', [], { hedge: 10 } as never], /callAll has no option 'hedge'/],
    [[office, 'A.x', [], { labels: ['gpu'] as never }], /labels must be an object/],
    [[office, 'A.x', [], { labels: { gpu: null } as never }], /labels\.gpu must be/],
    [[office, 'A.x', [], { provider: '' }], /provider must be a string/],
    [[office, 'A.x', [], { identity: { id: 'ann' } as never }], /identity must be a string/],
    [[office, 'A.x', [], { timeout: 'soon' as never }], /timeout/],
  ]
  for (const [args, message] of wrong) {
    const error = await rejection(callAll(...args))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(message)
  }
  expect(provider.log).toEqual([])
})

test('no path is bound: NOT_FOUND; the pool leaves: UNAVAILABLE', async () => {
  using office = new Office()
  office.bind(['B'])
  expect(await rejection(callAll(office, 'A.x'))).toMatchObject({ code: 'NOT_FOUND' })
  office.calls.closedFor = 'the pool is closed'
  expect(await rejection(callAll(office, 'B.x'))).toMatchObject({
    code: 'UNAVAILABLE',
    execution: 'not-started',
  })
})

test('a stream has one reader: in params it is refused, and closed', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), offer)
  const stream = Readable.from(['a', 'b'])
  const error = await rejection(callAll(office, 'A.x', [{ deep: [stream] }]))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
  expect(error.message).toMatch(/A\.x: a stream has one reader/)
  expect(stream.destroyed).toBe(true)
  expect(provider.log).toEqual([])
})
