import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { arrive, status } from '../roster/people.ts'
import { Office } from '../dispatch/office.ts'
import { ask } from './ask.ts'

const many = 10_000

function crowd(office: Office, binding: Binding): void {
  for (let n = 0; n < many; n++) {
    const connection = arrive(office.roster, binding, { id: `c${n}`, instance: `i${n}`, name: `worker-${n}` })
    const services = n % 2 === 0 ? { A: ['x'] } : { B: ['x'] }
    office.roster.update(connection, status(services, { paused: n % 4 === 0, labels: { zone: n % 10 } }))
  }
}

test('with 10,000 providers the text is short, and names first who has what is asked', () => {
  using office = new Office()
  const binding = office.bind()
  crowd(office, binding)
  const sent = ask(office, 'A.x')
  expect([sent.candidates.length, sent.excluded.length]).toEqual([2500, 7500])
  expect(sent.text.split('\n').slice(0, 3)).toEqual([
    'A.x goes to one of 2500 providers on /: the less loaded of two that are drawn by chance.',
    `Can take it: ${[2, 6, 10, 14, 18].map((n) => `worker-${n} (0 of 10 in flight)`).join(', ')} and 2495 more.`,
    `Left out: ${[0, 4, 8, 12, 16].map((n) => `worker-${n} (paused)`).join(', ')} and 7495 more (2495 paused, 5000 without the service).`,
  ])
  expect(sent.text.length).toBeLessThan(1000)
  const waits = ask(office, 'A.x', { labels: { zone: 'none' } })
  expect(waits.text.length).toBeLessThan(1000)
  expect(waits.text).toContain('and 9995 more (4995 without the label, 5000 without the service)')
  expect(ask(office, 'A.x', { affinity: 'k' }).text.length).toBeLessThan(1000)
})

/** All values in it, however deep. */
function values(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(values) : [value]
}

test('it is plain data: a copy of its own, that can be stored and sent', async () => {
  using office = new Office()
  const binding = office.bind([], {}, { ejection: { consecutiveFailures: 1 } })
  const one = office.provider(binding, { A: ['x'] }, { labels: { gpu: true }, concurrency: 1 })
  office.provider(binding, { A: ['x'] })
  const failed = office.call('A.x', [], { provider: 'i0' })
  one.fail(new RpcError('INTERNAL', 'it broke', { execution: 'finished' }))
  await failed.catch(() => {})
  const all: Explanation[] = [
    ask(office, 'A.x', { tenant: 't', affinity: 'k', idempotent: true, hedge: 'p95' }),
    ask(office, 'A.x', { labels: { gpu: false }, timeout: 5 }),
    ask(office, 'A.y'),
    ask(office, 'A.x', { timeout: 0 }),
  ]
  expect(all.map(({ outcome }) => outcome)).toEqual(['send', 'wait', 'fail', 'fail'])
  for (const told of all) {
    expect(structuredClone(told)).toEqual(told)
    expect(JSON.parse(JSON.stringify(told))).toEqual(told)
    for (const value of values(told)) expect(value).not.toBeTypeOf('function')
    expect(told.text).not.toContain('undefined')
  }
  // It stays as it was told.
  const [told] = all as [Explanation]
  const before = structuredClone(told)
  office.status(one, { A: ['x'] }, { paused: true })
  office.lose(one, true)
  expect(told).toEqual(before)
})
