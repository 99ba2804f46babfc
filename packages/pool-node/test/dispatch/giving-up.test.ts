import { expect, test } from 'vitest'
import { Office, rejection, state } from './office.ts'

/** A signal that knows how many listen to it. */
function watchedSignal(): {
  readonly signal: AbortSignal
  readonly abort: (why?: unknown) => void
  listeners: number
} {
  const controller = new AbortController()
  const { signal } = controller
  const watch = { signal, abort: (why?: unknown) => controller.abort(why), listeners: 0 }
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...listener: Parameters<typeof add>) => {
    watch.listeners++
    add(...listener)
  }
  signal.removeEventListener = (...listener: Parameters<typeof remove>) => {
    watch.listeners--
    remove(...listener)
  }
  return watch
}

test('a call that is cancelled while it waits was not started and leaves the queue', async () => {
  using office = new Office()
  const binding = office.bind()
  const reason = new Error('the user left')
  const abort = new AbortController()
  const call = office.call('A.x', [], { signal: abort.signal })
  abort.abort(reason)
  expect(await rejection(call)).toMatchObject({ code: 'CANCELLED', execution: 'not-started', cause: reason })
  expect(office.dispatch.queue(binding).size).toBe(0)
  expect(office.provider(binding, { A: ['x'] }).log).toEqual([])
})

test('a signal that has fired already lets nothing begin', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  const error = await rejection(office.call('A.x', [], { signal: AbortSignal.abort('no') }))
  expect(error).toMatchObject({ code: 'CANCELLED', execution: 'not-started', cause: 'no' })
  expect(provider.log).toEqual([])
})

test('a call that is cancelled in flight: CANCEL is sent, and its slot is taken until the late answer', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] }, { concurrency: 1 })
  const abort = new AbortController()
  const call = office.call('A.x', [1], { signal: abort.signal })
  const next = office.call('A.x', [2])
  abort.abort()
  expect(await rejection(call)).toMatchObject({ code: 'CANCELLED', execution: 'unknown' })
  expect(provider.cancelled).toEqual(provider.open)
  expect(provider.log).toEqual(['A.x(1)'])
  expect(provider.connection.inFlight).toBe(1)
  provider.answer('too late')
  expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
  provider.answer('ok')
  expect(await next).toBe('ok')
})

test('a deadline in flight: the same', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] }, { concurrency: 1 })
  const call = office.call('A.x', [], { timeout: 100 })
  office.clock.advance(99)
  expect([await state(call), provider.cancelled.length]).toEqual(['pending', 0])
  office.clock.advance(30)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
  expect(error.message).toBe('A.x: its time ran out before the answer came')
  expect(provider.cancelled).toHaveLength(1)
  expect(provider.connection.inFlight).toBe(1)
  provider.fail()
})

test.each(['answer', 'fail', 'refuse', 'lose written', 'lose unwritten'] as const)(
  'after that, an attempt whose end is %s frees the slot and changes nothing else',
  async (how) => {
    using office = new Office()
    const binding = office.bind()
    const provider = office.provider(binding, { A: ['x'] })
    const other = office.provider(binding, { A: ['x'] }, { paused: true })
    const call = office.call('A.x', [], { timeout: 100, idempotent: true })
    office.clock.advance(150)
    const error = await rejection(call)
    office.status(other, { A: ['x'] })
    if (how === 'answer') provider.answer('late')
    else if (how === 'fail') provider.fail()
    else if (how === 'refuse') provider.next().onRefused('full')
    else office.lose(provider, how === 'lose written')
    expect([await rejection(call), other.log.length]).toEqual([error, 0])
    expect(office.counters.succeeded).toBe(0)
    expect(office.counters.failed).toEqual({ DEADLINE_EXCEEDED: { unknown: 1 } })
  },
)

test('a timeout of 0 or less has passed; one of Infinity never does', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  for (const timeout of [0, -5, -Infinity]) {
    expect(await rejection(office.call('A.x', [], { timeout }))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      execution: 'not-started',
    })
  }
  expect(provider.log).toEqual([])
  const call = office.call('A.x', [], { timeout: Infinity })
  expect(office.alarm.size).toBe(0)
  office.clock.advance(1e12)
  expect(await state(call)).toBe('pending')
  provider.answer('ok')
  expect(await call).toBe('ok')
})

test('without a timeout a call has 30 seconds', async () => {
  using office = new Office()
  office.bind()
  const call = office.call('A.x')
  office.clock.advance(29_999)
  expect(await state(call)).toBe('pending')
  office.clock.advance(20)
  expect(await state(call)).toBe('failed')
})

test.each(['answer', 'fail', 'abort', 'deadline', 'unimplemented', 'waiting'] as const)(
  'when a call ends by %s, its signal is let go and fires into nothing',
  async (how) => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const watch = watchedSignal()
    const method = how === 'unimplemented' ? 'A.y' : how === 'waiting' ? 'B.x' : 'A.x'
    const call = office.call(method, [], { signal: watch.signal, timeout: 100 })
    if (how === 'abort') watch.abort()
    if (how === 'deadline' || how === 'waiting') office.clock.advance(150)
    if (how === 'fail') provider.fail()
    while (provider.open.length > 0) provider.answer('ok')
    const before = await state(call)
    expect([before, watch.listeners]).toEqual([how === 'answer' ? 'done' : 'failed', 0])
    watch.abort()
    expect(await state(call)).toBe(before)
  },
)

test('one signal gives up all the calls that have it', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] }, { concurrency: 2 })
  const abort = new AbortController()
  const calls = [1, 2, 3, 4].map((n) => office.call('A.x', [n], { signal: abort.signal }))
  abort.abort()
  const errors = await Promise.all(calls.map(rejection))
  expect(errors.map(({ execution }) => execution)).toEqual([
    'unknown',
    'unknown',
    'not-started',
    'not-started',
  ])
  expect(provider.cancelled).toHaveLength(2)
  provider.answer('late')
  provider.answer('late')
  expect(provider.log).toHaveLength(2)
})
