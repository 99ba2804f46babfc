import type { LabelValue } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Office, rejection, state } from '../dispatch/office.ts'
import { answerAll, counts, timeUp } from './cast.ts'

test('a call goes only to those that have all the labels that it asks for', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [{ gpu: true, region: 'eu' }, { gpu: true, region: 'us' }, { region: 'eu' }, {}]
  const all = cast.map((labels) => office.provider(binding, { A: ['x'] }, { labels }))
  const calls = Array.from({ length: 5 }, () =>
    office.call('A.x', [], { labels: { region: 'eu', gpu: true } }),
  )
  expect(counts(...all)).toEqual([5, 0, 0, 0])
  answerAll(...all)
  await Promise.all(calls)
})

test('those that have them share the calls', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [{ gpu: true }, { gpu: true, more: 1 }, { gpu: false }].map((labels) =>
    office.provider(binding, { A: ['x'] }, { labels }),
  )
  const calls = Array.from({ length: 10 }, () => office.call('A.x', [], { labels: { gpu: true } }))
  const [one, two, other] = counts(...all) as [number, number, number]
  expect(other).toBe(0)
  expect(Math.min(one, two)).toBeGreaterThan(2)
  answerAll(...all)
  await Promise.all(calls)
})

test.each<[LabelValue, LabelValue]>([
  [1, '1'],
  ['1', 1],
  [true, 'true'],
  [true, 1],
  [false, 0],
  [false, ''],
  ['eu', 'EU'],
  ['eu', 'eu '],
])('%j is not %j: value and type must be the same', async (asked, has) => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] }, { labels: { label: has } })
  const call = office.call('A.x', [], { labels: { label: asked }, timeout: 50 })
  expect(await state(call)).toBe('pending')
  expect(await timeUp(office, call, 50)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(provider.log).toEqual([])
})

test.each<LabelValue>([0, 1.5, '', 'eu', true, false])('%j is %j', async (label) => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] }, { labels: { label } })
  const call = office.call('A.x', [], { labels: { label } })
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('a label that nobody has is waited for, and the error at the deadline names all of them', async () => {
  using office = new Office()
  const binding = office.bind()
  office.provider(binding, { A: ['x'] }, { labels: { gpu: true } })
  const one = office.call('A.x', [], { labels: { region: 'eu' }, timeout: 50 })
  const two = office.call('A.x', [], { labels: { gpu: true, region: 'eu' }, timeout: 50 })
  office.clock.advance(80)
  expect(await rejection(one)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect((await rejection(one)).message).toBe('no connected provider of A has the label region: "eu" (A.x)')
  expect((await rejection(two)).message).toBe(
    'no connected provider of A has the labels gpu: true, region: "eu" (A.x)',
  )
})

test('a deadline that passes while those that have the labels are busy is DEADLINE_EXCEEDED', async () => {
  using office = new Office()
  const binding = office.bind()
  const busy = office.provider(binding, { A: ['x'] }, { labels: { gpu: true }, concurrency: 1 })
  const idle = office.provider(binding, { A: ['x'] })
  const first = office.call('A.x', [], { labels: { gpu: true } })
  const call = office.call('A.x', [], { labels: { gpu: true }, timeout: 50 })
  expect(await timeUp(office, call, 50)).toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    execution: 'not-started',
  })
  busy.answer('ok')
  await first
  expect(idle.log).toEqual([])
})

test('no labels at all ask nothing', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  const call = office.call('A.x', [], { labels: {} })
  provider.answer('ok')
  expect(await call).toBe('ok')
})

const odd = ['constructor', 'toString', '__proto__', 'hasOwnProperty']

test.each(odd)('a label may be called %s, and who was not given it has it not', async (name) => {
  using office = new Office()
  const binding = office.bind()
  const labels = JSON.parse(`{ "${name}": "x" }`) as Record<string, string>
  const plain = office.provider(binding, { A: ['x'] }, { labels: {} })
  const call = office.call('A.x', [], { labels })
  expect(plain.log).toEqual([])
  const having = office.provider(binding, { A: ['x'] }, { labels })
  having.answer('ok')
  expect(await call).toBe('ok')
  expect(plain.log).toEqual([])
})

test('only own labels count, on both sides', async () => {
  using office = new Office()
  const binding = office.bind()
  const inherited = Object.create({ gpu: true }) as Record<string, boolean>
  const heir = office.provider(binding, { A: ['x'] }, { labels: inherited })
  const asked = office.call('A.x', [], { labels: { gpu: true }, timeout: 50 })
  expect(heir.log).toEqual([])
  expect(await timeUp(office, asked, 50)).toMatchObject({ code: 'UNAVAILABLE' })
  const plain = office.provider(binding, { B: ['x'] })
  const asks = office.call('B.x', [], { labels: inherited })
  plain.answer('ok')
  expect(await asks).toBe('ok')
})

test('labels and a method that only some have: only who has both gets it', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [
    [['x'], { gpu: true }],
    [['x', 'y'], {}],
    [['x', 'y'], { gpu: true }],
  ] as const
  const all = cast.map(([names, labels]) => office.provider(binding, { A: [...names] }, { labels }))
  const calls = Array.from({ length: 4 }, () => office.call('A.y', [], { labels: { gpu: true } }))
  expect(counts(...all)).toEqual([0, 0, 4])
  answerAll(...all)
  await Promise.all(calls)
})

test('a method that nobody has is UNIMPLEMENTED at once, whatever the labels', async () => {
  using office = new Office()
  office.provider(office.bind(), { A: ['x'] }, { labels: { gpu: true } })
  const error = await rejection(office.call('A.y', [], { labels: { gpu: true } }))
  expect(error).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
})

test('a notify asks for labels too', async () => {
  using office = new Office()
  const binding = office.bind()
  const plain = office.provider(binding, { A: ['x'] })
  const notify = office.notify('A.x', [1], { labels: { gpu: true } })
  const fitting = office.provider(binding, { A: ['x'] }, { labels: { gpu: true } })
  await notify
  expect([plain.notified, fitting.notified]).toEqual([[], ['A.x(1)']])
})
