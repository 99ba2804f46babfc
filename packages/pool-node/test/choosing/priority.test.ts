import { expect, test } from 'vitest'
import { Office } from '../dispatch/office.ts'
import { answerAll } from './cast.ts'

const offer = { A: ['x'] }

test('of those that wait the highest priority goes first, then the oldest', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [0, 5, -1, 5, 0.5, 1e9].map((priority, n) => office.call('A.x', [n], { priority }))
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(provider.log).toEqual([5, 1, 3, 4, 0, 2].map((n) => `A.x(${n})`))
  await Promise.all(calls)
})

test('no priority is 0', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [
    office.call('A.x', [0], { priority: -1 }),
    office.call('A.x', [1]),
    office.call('A.x', [2], { priority: 0 }),
    office.call('A.x', [3], { timeout: 5000 }),
  ]
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(provider.log).toEqual([1, 2, 3, 0].map((n) => `A.x(${n})`))
  await Promise.all(calls)
})

test('it counts over methods and labels, as far as the free one can take them', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [
    office.call('A.x', [0]),
    office.call('B.x', [1], { priority: 1 }),
    office.call('A.x', [2], { priority: 2, labels: { gpu: true } }),
    office.call('A.x', [3], { priority: 3, labels: { gpu: false } }),
  ]
  const provider = office.provider(binding, { A: ['x'], B: ['x'] }, { concurrency: 1, labels: { gpu: true } })
  answerAll(provider)
  expect(provider.log).toEqual(['A.x(2)', 'B.x(1)', 'A.x(0)'])
  const other = office.provider(binding, offer, { labels: { gpu: false } })
  answerAll(other)
  expect(other.log).toEqual(['A.x(3)'])
  await Promise.all(calls)
})

test('one that is refused is in its place again: behind higher ones, before younger ones', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, offer, { concurrency: 1 })
  const calls = [5, 5, 9, 5].map((priority, n) => office.call('A.x', [n], { priority }))
  provider.next().onRefused('full')
  expect(provider.log).toEqual(['A.x(0)'])
  office.status(provider, offer, { concurrency: 1 })
  answerAll(provider)
  expect(provider.log).toEqual([0, 2, 0, 1, 3].map((n) => `A.x(${n})`))
  await Promise.all(calls)
})

test('one that nobody could take so far has its place among the others once somebody can', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [office.call('A.x', [0], { labels: { gpu: true } })]
  const plain = office.provider(binding, offer, { concurrency: 1 })
  calls.push(office.call('A.x', [1]), office.call('A.x', [2], { priority: 9 }))
  expect(plain.log).toEqual(['A.x(1)'])
  answerAll(plain)
  office.status(plain, offer, { labels: { gpu: true } })
  answerAll(plain)
  expect(plain.log).toEqual(['A.x(1)', 'A.x(2)', 'A.x(0)'])
  await Promise.all(calls)
})
