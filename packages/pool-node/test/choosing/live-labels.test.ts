import { expect, test } from 'vitest'
import { Office } from '../dispatch/office.ts'
import { answerAll, counts, timeUp } from './cast.ts'

const offer = { A: ['x'] }
const gpu = { labels: { gpu: true } }

test('a call that waits goes at once when somebody gets the label', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), offer)
  const call = office.call('A.x', [], gpu)
  expect(provider.log).toEqual([])
  office.status(provider, offer, gpu)
  expect(provider.log).toEqual(['A.x()'])
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('who loses it gets no more of such calls, and ends those that it has', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, offer, gpu)
  const first = office.call('A.x', [1], gpu)
  office.status(provider, offer, { labels: { gpu: false } })
  const more = office.call('A.x', [2], { ...gpu, timeout: 50 })
  const plain = office.call('A.x', [3])
  expect(provider.log).toEqual(['A.x(1)', 'A.x(3)'])
  answerAll(provider)
  expect(await Promise.all([first, plain])).toEqual(['ok', 'ok'])
  expect(await timeUp(office, more, 50)).toMatchObject({ code: 'UNAVAILABLE' })
})

test('a STATUS without labels takes them all away', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), offer, gpu)
  office.status(provider, offer)
  const call = office.call('A.x', [], { ...gpu, timeout: 50 })
  expect(await timeUp(office, call, 50)).toMatchObject({ code: 'UNAVAILABLE' })
  expect(provider.log).toEqual([])
})

test('it comes and goes: each time the calls follow', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two] = [office.provider(binding, offer), office.provider(binding, offer)]
  const calls: Promise<unknown>[] = []
  for (let round = 0; round < 3; round++) {
    for (const [has, lacks] of [
      [one, two],
      [two, one],
    ] as const) {
      office.status(lacks, offer)
      office.status(has, offer, gpu)
      const before = counts(has, lacks) as [number, number]
      calls.push(office.call('A.x', [], gpu), office.call('A.x', [], gpu))
      expect(counts(has, lacks)).toEqual([before[0] + 2, before[1]])
    }
  }
  answerAll(one, two)
  await Promise.all(calls)
})

test('with a label goes the service of a newer STATUS too, and back', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), offer, gpu)
  office.status(provider, { B: ['x'] }, gpu)
  const call = office.call('A.x', [], gpu)
  expect(provider.log).toEqual([])
  office.status(provider, offer, gpu)
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('labels are the instance’s: what it tells on one path holds on the other', async () => {
  using office = new Office()
  const [a, b] = [office.bind(['A']), office.bind(['B'])]
  const here = office.provider(a, { A: ['x'] }, { instance: 'i' })
  const there = office.provider(b, { B: ['x'] }, { instance: 'i' })
  const waits = office.call('B.x', [1], gpu)
  office.status(here, { A: ['x'] }, gpu)
  const goes = office.call('B.x', [2], gpu)
  expect(there.log).toEqual(['B.x(1)', 'B.x(2)'])
  office.status(here, { A: ['x'] })
  const late = office.call('B.x', [3], { ...gpu, timeout: 50 })
  expect(await timeUp(office, late, 50)).toMatchObject({ code: 'UNAVAILABLE' })
  answerAll(there)
  await Promise.all([waits, goes])
  expect(there.log).toHaveLength(2)
})

test('one path does not forget who is there because the other one is left', async () => {
  using office = new Office()
  const [a, b] = [office.bind(['A']), office.bind(['B'])]
  const here = office.provider(a, { A: ['x'] }, { instance: 'i', ...gpu })
  const there = office.provider(b, { B: ['x'] }, { instance: 'i', ...gpu })
  office.lose(here, false)
  const call = office.call('B.x', [], gpu)
  there.answer('ok')
  expect(await call).toBe('ok')
})

test('what was asked is what the labels were at the call: later changes to the object are nobody’s', async () => {
  using office = new Office()
  const binding = office.bind()
  const labels = { zone: 'a' }
  const a = office.provider(binding, offer, { labels: { zone: 'a' } })
  const b = office.provider(binding, offer, { labels: { zone: 'b' } })
  const calls = [office.call('A.x', [1], { labels })]
  labels.zone = 'b'
  calls.push(office.call('A.x', [2], { labels }))
  // Both say again what they have: whoever is looked for by what the object says now is in the wrong place.
  for (const [provider, zone] of [
    [a, 'c'],
    [b, 'c'],
    [a, 'a'],
    [b, 'b'],
  ] as const)
    office.status(provider, offer, { labels: { zone } })
  calls.push(office.call('A.x', [3], { labels: { zone: 'a' } }))
  expect([a.log, b.log]).toEqual([['A.x(1)', 'A.x(3)'], ['A.x(2)']])
  answerAll(a, b)
  await Promise.all(calls)
})

test('one that waits keeps what it asked for, too', async () => {
  using office = new Office()
  const binding = office.bind()
  const labels = { zone: 'a' }
  const call = office.call('A.x', [], { labels })
  labels.zone = 'b'
  const b = office.provider(binding, offer, { labels: { zone: 'b' } })
  expect(b.log).toEqual([])
  const a = office.provider(binding, offer, { labels: { zone: 'a' } })
  a.answer('ok')
  expect(await call).toBe('ok')
})
