import { expect, test } from 'vitest'
import type { CallOptions } from '../../src/options.ts'
import { upTo } from '../roster/people.ts'
import { Office, rejection } from '../dispatch/office.ts'
import { ask } from './ask.ts'

test('it is sent where somebody can take it, also when calls of others wait', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] })
  const waits = office.call('B.x', [], { timeout: 50 })
  expect(ask(office, 'A.x')).toMatchObject({ outcome: 'send', error: undefined, path: '/' })
  const call = office.call('A.x')
  provider.answer('ok')
  await call
  office.clock.advance(60)
  await rejection(waits)
})

/** What is said, and what happens, in one. */
async function both(office: Office, method: string, options?: CallOptions): Promise<unknown> {
  const { outcome, error, text } = ask(office, method, options)
  const thrown = await rejection(office.call(method, [], options))
  expect(error).toEqual({ code: thrown.code, message: thrown.message })
  expect(outcome).toBe('fail')
  expect(text.split('\n')[0]).toBe(
    `${method} fails at once: ${thrown.message.replace(new RegExp(`^${method}: `), '')}.`,
  )
  return thrown.code
}

test('it fails at once, as the call would: nobody has the method', async () => {
  using office = new Office()
  const binding = office.bind()
  office.provider(binding, { A: ['x'] })
  expect(await both(office, 'A.y')).toBe('UNIMPLEMENTED')
})

test('it fails at once, as the call would: no path is bound', async () => {
  using office = new Office()
  office.bind(['A'])
  expect(await both(office, 'B.x')).toBe('NOT_FOUND')
  const told = ask(office, 'B.x')
  expect(told).toMatchObject({ path: undefined, balancer: undefined, queue: undefined, retries: undefined })
  expect(told.text).toContain("pool.bind('/path', 'B')")
})

test('it fails at once, as the call would: the queue is full, for all or for its tenant', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: { limit: 3, tenantLimit: 1, weight: () => 1 } })
  const calls = [office.call('A.x', [], { tenant: 't' }), office.call('A.x')]
  expect(await both(office, 'A.x', { tenant: 't' })).toBe('RESOURCE_EXHAUSTED')
  expect(ask(office, 'A.x', { tenant: 't' }).text).toContain(
    "tenant 't' has 1 calls in the queue of / already",
  )
  expect(ask(office, 'A.x', { tenant: 'u' }).outcome).toBe('wait')
  calls.push(office.call('A.x'))
  expect(await both(office, 'A.x', { tenant: 'u' })).toBe('RESOURCE_EXHAUSTED')
  expect(ask(office, 'A.x').text).toContain('the queue of / is full (3 wait)')
  // One who can take it makes the queue nobody's business.
  const provider = office.provider(binding, { A: ['x'], B: ['x'] })
  for (const call of calls) {
    provider.answer('ok')
    await call
  }
  expect(ask(office, 'A.x').outcome).toBe('send')
})

test('it fails at once, as the call would: the pool leaves, its time is up, or it is given up', async () => {
  using office = new Office()
  office.bind()
  expect(await both(office, 'A.x', { timeout: 0 })).toBe('DEADLINE_EXCEEDED')
  expect(await both(office, 'A.x', { signal: AbortSignal.abort('no') })).toBe('CANCELLED')
  office.calls.closedFor = 'the pool drains'
  expect(await both(office, 'A.x')).toBe('UNAVAILABLE')
  expect(ask(office, 'A.x').text).toBe('A.x fails at once: the pool drains.')
})

test('what is typed wrong is thrown, as the call does', async () => {
  using office = new Office()
  office.bind()
  const wrong: [method: string, options: unknown][] = [
    ['A', {}],
    ['A.x', { priority: NaN }],
    ['A.x', { affinity: 17 }],
    ['A.x', { hedge: 50 }],
    ['A.x', { tiemout: 5 }],
    ['A.x', { timeout: 'soon' }],
  ]
  for (const [method, options] of wrong) {
    const thrown: Error = await rejection(office.call(method, [], options as CallOptions))
    expect(thrown).toBeInstanceOf(TypeError)
    expect(() => ask(office, method, options as CallOptions)).toThrow(thrown)
  }
})

test('how many go first: by priority within a tenant, and in turns among them', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: upTo(10) })
  const ahead = (options: CallOptions): number | undefined => ask(office, 'A.x', options).queue?.ahead
  const calls = [0, 1, 2].map((priority) => office.call('A.x', [], { tenant: 't', priority }))
  expect([0, 1, 1.5, 9].map((priority) => ahead({ tenant: 't', priority }))).toEqual([3, 2, 1, 0])
  expect(ahead({ tenant: 'u' })).toBe(1)
  office.clock.advance(250)
  expect(ask(office, 'A.x', { tenant: 't' }).queue).toEqual({
    waiting: 3,
    limit: 10,
    ahead: 3,
    oldestAge: 250,
    tenant: { waiting: 3, limit: 10 },
  })
  expect(ask(office, 'A.x').queue?.tenant).toBeUndefined()
  const provider = office.provider(binding, { A: ['x'] })
  for (let answers = 0; answers < 3; answers++) provider.answer('ok')
  await Promise.all(calls)
  expect(ask(office, 'A.x').queue).toMatchObject({ waiting: 0, ahead: 0, oldestAge: 0 })
})

test('whether it would be sent again: as the path and the call say', () => {
  using office = new Office()
  office.bind(['A'], { idempotent: (method) => method === 'A.x', hedge: 'p95' })
  office.bind(['B'], {}, { retryBudget: { minPerSecond: 0.2, ratio: 0 } })
  expect(ask(office, 'A.x').retries).toEqual({ idempotent: true, maxAttempts: 3, budget: 100, hedge: 'p95' })
  expect(ask(office, 'A.y').retries).toMatchObject({ idempotent: false, hedge: undefined })
  expect(ask(office, 'A.x', { hedge: false }).retries).toMatchObject({ idempotent: true, hedge: undefined })
  expect(ask(office, 'B.x', { idempotent: true, hedge: 50 }).retries).toEqual({
    idempotent: true,
    maxAttempts: 3,
    budget: 2,
    hedge: 50,
  })
})

test('the observer of a call that is only asked about hears nothing', () => {
  using office = new Office()
  office.bind()
  const told: unknown[] = []
  for (const options of [{}, { timeout: 0 }]) {
    ask(office, 'A.x', { ...options, observe: (event) => void told.push(event) })
  }
  expect(told).toEqual([])
})
