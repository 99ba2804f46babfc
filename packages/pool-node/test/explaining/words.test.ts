import { expect, test } from 'vitest'
import type { CallOptions } from '../../src/options.ts'
import { Office } from '../dispatch/office.ts'
import { ask } from './ask.ts'

const once = 'Sent again only where it certainly did not start: it is not idempotent.'
const first = (office: Office, options?: CallOptions): string | undefined =>
  ask(office, 'A.x', options).text.split('\n')[0]

test('why it waits: nobody is there, nobody offers it, or nobody has what is asked', () => {
  using office = new Office()
  const binding = office.bind()
  expect(ask(office, 'A.x').text).toBe(
    `A.x waits: no provider is connected on /. No other call waits there.\n${once}`,
  )
  const one = office.provider(binding, { B: ['x'] })
  expect(first(office)).toBe('A.x waits: no provider on / offers A. No other call waits there.')
  office.status(one, { A: ['x'] })
  expect(first(office, { labels: { gpu: true } })).toBe(
    'A.x waits: no provider on / has A.x and has the label gpu: true. No other call waits there.',
  )
  expect(first(office, { provider: 'worker-7', labels: { gpu: true, zone: 'eu' } })).toBe(
    'A.x waits: no provider on / has A.x and is called \'worker-7\' and has the labels gpu: true, zone: "eu". No other call waits there.',
  )
})

test('why it waits: the only one that could take it is full, or all of them are', async () => {
  using office = new Office()
  const binding = office.bind()
  const labels = { gpu: true }
  const gpu = office.provider(binding, { A: ['x'] }, { instance: 'gpu-1', concurrency: 1, labels })
  const plain = office.provider(binding, { A: ['x'] }, { instance: 'cpu-1', concurrency: 1 })
  const call = office.call('A.x', [], { labels })
  expect(ask(office, 'A.x', { labels }).text).toBe(
    [
      "A.x waits: the only provider on / that has A.x and has the label gpu: true can't take it now. No other call waits there.",
      'Left out: gpu-1 (full: 1 of 1 in flight), cpu-1 (it has no label gpu).',
      once,
    ].join('\n'),
  )
  const other = office.call('A.x')
  expect(first(office)).toBe(
    'A.x waits: no provider on / that has A.x can take it now (there are 2). No other call waits there.',
  )
  gpu.answer('ok')
  plain.answer('ok')
  await Promise.all([call, other])
})

test('why it waits: whose turn comes first', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [office.call('A.x', [], { tenant: 't' })]
  office.clock.advance(1500)
  expect(first(office)).toMatch(/ 1 call goes first: 1 call waits there, the oldest for 1500 ms\.$/)
  calls.push(office.call('A.x', [], { priority: -1 }))
  expect(first(office, { tenant: 't' })).toMatch(
    / 2 calls go first: 2 calls wait there, 1 of them of the same tenant, the oldest for 1500 ms\.$/,
  )
  expect(first(office, { tenant: 't', priority: 9 })).toMatch(
    / It would be the next one: 2 calls wait there, 1 of them of the same tenant, the oldest for 1500 ms\.$/,
  )
  const provider = office.provider(binding, { A: ['x'] })
  for (let answers = 0; answers < 2; answers++) provider.answer('ok')
  await Promise.all(calls)
})

test('why always the same: it is the only one that can take it now', () => {
  using office = new Office()
  const binding = office.bind()
  office.provider(binding, { A: ['x'] }, { instance: 'a' })
  office.provider(binding, { A: ['x'] }, { instance: 'b', paused: true })
  expect(ask(office, 'A.x').text).toBe(
    [
      'A.x goes to a, the only one on / that can take it now.',
      'Can take it: a (0 of 10 in flight).',
      'Left out: b (paused).',
      once,
    ].join('\n'),
  )
  expect(ask(office, 'A.x', { provider: 'a' }).text).toContain(
    'Left out: b (another one is asked for, paused)',
  )
})

test('why twice: what may run twice is sent again, and how often', () => {
  using office = new Office()
  office.bind(['A'])
  office.bind(['B'], {}, { retryBudget: { ratio: 0, minPerSecond: 0 } })
  const last = (method: string, options?: CallOptions): string | undefined =>
    ask(office, method, options).text.split('\n').at(-1)
  expect(last('A.x')).toBe(once)
  const lost = 'It is idempotent, so it is sent again when its provider is lost or away: 3 attempts at most.'
  expect(last('A.x', { idempotent: true })).toBe(lost)
  expect(last('A.x', { idempotent: true, hedge: 50 })).toBe(
    `${lost} If the first has no answer after 50 ms, a second provider gets it as well (hedge).`,
  )
  expect(last('A.x', { idempotent: true, hedge: 'p95' })).toBe(
    `${lost} If the first has no answer within the p95 of the last minute, a second provider gets it as well (hedge).`,
  )
  expect(last('B.x', { idempotent: true })).toBe(
    `${lost} The retry budget of the path is used up: one re-send and no hedge for now.`,
  )
})

test('a call that fails at once is not said to be sent again', () => {
  using office = new Office()
  const binding = office.bind()
  office.provider(binding, { A: ['x'] }, { instance: 'a' })
  expect(ask(office, 'A.y').text).toBe(
    'A.y fails at once: no connected provider of A has the method A.y.\nLeft out: a (its A has no such method).',
  )
})
