import { expect, test } from 'vitest'
import { makePath } from '../../src/make-path.ts'
import type { QueueOptions } from '../../src/options.ts'
import type { QueueRules } from '../../src/roster/binding.ts'
import { Office, rejection } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll } from './cast.ts'

const offer = { A: ['x'] }

/** How calls wait, as `bind` makes it of its options. */
function rules(queue: QueueOptions, reported: unknown[] = []): QueueRules {
  const wish = { path: '/', options: { queue }, services: [], callbacks: undefined }
  const report = (error: unknown): void => void reported.push(error)
  return makePath(wish, {}, () => false, report).binding.policy.queue
}

/** So many calls of a tenant wait; its name is what they are called with. */
function flood(office: Office, tenant: string | undefined, count: number): Promise<unknown>[] {
  const options = tenant === undefined ? {} : { tenant }
  return Array.from({ length: count }, () => office.call('A.x', [tenant], options))
}

/** How many of the first calls were whose. */
function first({ log }: StandIn, count: number): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const call of log.slice(0, count)) {
    const tenant = call.slice('A.x('.length, -1)
    sums[tenant] = (sums[tenant] ?? 0) + 1
  }
  return sums
}

test('a tenant may have a tenth of the queue, and a thousand at most, where nothing is said', () => {
  const limits = [undefined, 100_000, 500, 5].map(
    (limit) => rules(limit === undefined ? {} : { limit }).tenantLimit,
  )
  expect(limits).toEqual([1000, 1000, 50, 1])
  expect(rules({ limit: 100, tenantLimit: 60 }).tenantLimit).toBe(60)
})

test('tenants take turns: who floods does not keep the others waiting', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({}) })
  const calls = [...flood(office, 'flood', 900), ...flood(office, 'few', 10), ...flood(office, undefined, 10)]
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(first(provider, 30)).toEqual({ flood: 10, few: 10, '': 10 })
  await Promise.all(calls)
})

test('the one who floods cannot help it by priority', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = Array.from({ length: 50 }, () =>
    office.call('A.x', ['flood'], { tenant: 'flood', priority: 9 }),
  )
  calls.push(...flood(office, 'few', 5))
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(first(provider, 10)).toEqual({ flood: 5, few: 5 })
  await Promise.all(calls)
})

test('nor by asking for many things, or with labels', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = Array.from({ length: 50 }, (_, n) =>
    office.call('A.x', ['flood'], { tenant: 'flood', ...(n % 2 === 0 ? { labels: { gpu: true } } : {}) }),
  )
  calls.push(...flood(office, 'few', 5))
  const provider = office.provider(binding, offer, { concurrency: 1, labels: { gpu: true } })
  answerAll(provider)
  expect(first(provider, 10)).toEqual({ flood: 5, few: 5 })
  await Promise.all(calls)
})

test.each<[string, QueueOptions['tenantWeights']]>([
  ['a record', { big: 3 }],
  ['a function', (tenant) => (tenant === 'big' ? 3 : 1)],
])('weights as %s', async (_what, tenantWeights) => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ ...(tenantWeights && { tenantWeights }) }) })
  const calls = [...flood(office, 'big', 60), ...flood(office, 'small', 60)]
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(first(provider, 40)).toEqual({ big: 30, small: 10 })
  await Promise.all(calls)
})

test.each(['constructor', '__proto__', 'toString'])(
  'a tenant may be called %s: it weighs 1',
  async (name) => {
    using office = new Office()
    const binding = office.bind([], { queue: rules({ tenantWeights: { other: 1 } }) })
    const calls = [...flood(office, name, 20), ...flood(office, 'other', 20)]
    const provider = office.provider(binding, offer, { concurrency: 1 })
    answerAll(provider)
    expect(provider.log.slice(0, 20).filter((call) => call.includes(name))).toHaveLength(10)
    await Promise.all(calls)
  },
)

test.each<[string, () => unknown, RegExp]>([
  [
    'throws',
    () => {
      throw new Error('no such tenant')
    },
    /^no such tenant$/,
  ],
  ['returns nonsense', () => 'much', /^queue\.tenantWeights must return a number over 0, not 'much'$/],
  ['returns 0', () => 0, /^queue\.tenantWeights must return/],
])('a function that %s: that is reported, and the weight is 1', async (_what, wrong, message) => {
  using office = new Office()
  const reported: unknown[] = []
  const tenantWeights = (tenant: string): number => (tenant === 'wrong' ? (wrong() as number) : 1)
  const binding = office.bind([], { queue: rules({ tenantWeights }, reported) })
  const calls = [...flood(office, 'wrong', 20), ...flood(office, 'right', 20)]
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(first(provider, 20)).toEqual({ wrong: 10, right: 10 })
  expect(reported).toMatchObject([{ message: expect.stringMatching(message) }])
  await Promise.all(calls)
})

test('past its bound a tenant’s call fails at once and says so; others still wait', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ tenantLimit: 3, limit: 10 }) })
  const calls = flood(office, 'flood', 3)
  const error = await rejection(office.call('A.x', [], { tenant: 'flood' }))
  expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' })
  expect(error.message).toBe(`A.x: tenant 'flood' has 3 calls in the queue of / already (queue.tenantLimit)`)
  calls.push(...flood(office, 'few', 3), ...flood(office, undefined, 4))
  expect((await rejection(office.call('A.x', [], { tenant: 'third' }))).message).toBe(
    'A.x: the queue of / is full (10 wait)',
  )
  const provider = office.provider(binding, offer, { concurrency: 1 })
  provider.answer('ok')
  calls.push(...flood(office, 'flood', 1))
  answerAll(provider)
  await Promise.all(calls)
})

test('calls without a tenant fill the queue, and a tenant that comes later finds room at once', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ limit: 10, tenantLimit: 3 }) })
  const calls = [...flood(office, undefined, 10), ...flood(office, 'small', 3)]
  expect((await rejection(office.call('A.x', [], { tenant: 'other' }))).message).toBe(
    'A.x: the queue of / is full (10 wait)',
  )
  expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
  const provider = office.provider(binding, offer, { concurrency: 1 })
  answerAll(provider)
  expect(first(provider, 6)).toEqual({ small: 3, '': 3 })
  await Promise.all(calls)
})

test('one of a tenant that comes back keeps its place though others fill the queue; one without loses it', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ limit: 4, tenantLimit: 2 }) })
  const provider = office.provider(binding, offer, { concurrency: 2 })
  const small = flood(office, 'small', 1)
  const [unlucky, ...others] = flood(office, undefined, 5)
  provider.next().onRefused('full')
  expect(office.dispatch.queue(binding)).toMatchObject({ size: 5, tenants: 1 })
  provider.next().onRefused('full')
  expect(await rejection(unlucky as Promise<unknown>)).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
  office.status(provider, offer, { concurrency: 1 })
  answerAll(provider)
  await Promise.all([...small, ...others])
})

test('a bound is for those that wait: who finds somebody free has none', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ tenantLimit: 0 }) })
  const provider = office.provider(binding, offer, { concurrency: 5 })
  const calls = flood(office, 'flood', 5)
  expect(await rejection(office.call('A.x', [], { tenant: 'flood' }))).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
  })
  answerAll(provider)
  await Promise.all(calls)
})

test('one that comes back when its tenant has as many waiting as it may fails, and says so', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: rules({ tenantLimit: 2 }) })
  const provider = office.provider(binding, offer, { concurrency: 2 })
  const calls = flood(office, 'flood', 2)
  const waiting = flood(office, 'flood', 2)
  provider.next().onRefused('full')
  expect(await rejection(calls[0] as Promise<unknown>)).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    execution: 'not-started',
  })
  expect(office.dispatch.queue(binding).sizeOf('flood')).toBe(2)
  office.status(provider, offer, { concurrency: 2 })
  answerAll(provider)
  await Promise.all([calls[1], ...waiting])
})
