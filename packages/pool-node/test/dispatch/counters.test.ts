import { expect, test } from 'vitest'
import { Office } from './office.ts'

test('what was sent is what was answered, refused or lost; what was asked is what ended well or failed', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] })
  const calls = [
    office.call('A.x', [1]),
    office.call('A.x', [2]),
    office.call('A.x', [3]),
    office.call('A.x', [4], { idempotent: true }),
    office.call('A.y'),
    office.call('A.x', [5], { timeout: 0 }),
    office.notify('A.x'),
  ]
  expect(office.attempts.open).toBe(4)
  one.answer('ok')
  one.next().onRefused('paused')
  expect(office.counters).toMatchObject({ refused: 1, retries: 0 })
  office.lose(one, (call) => call === 1)
  const two = office.provider(binding, { A: ['x'] })
  expect(two.log).toEqual(['A.x(2)', 'A.x(3)', 'A.x(4)'])
  two.fail()
  two.answer('ok')
  two.answer('ok')
  await Promise.allSettled(calls)
  expect(office.counters).toMatchObject({
    inFlight: 0,
    succeeded: 4,
    failed: { UNIMPLEMENTED: { 'not-started': 1 }, FAILED_PRECONDITION: { finished: 1 } },
    hedges: 0,
    latency: { count: 6 },
    answers: { count: 4 },
    retries: 3,
    refused: 1,
    lost: 2,
  })
})

test('a sending that never comes is no retry', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], { timeout: 100 })
  provider.next().onRefused('full')
  office.clock.advance(150)
  await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  expect(office.counters).toMatchObject({ retries: 0, refused: 1 })
})

test('tells that it is idle when the last open task is settled, each time', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  let idle = 0
  office.onIdle = () => idle++
  const calls = [office.call('A.x'), office.call('A.x')]
  provider.answer('ok')
  expect(idle).toBe(0)
  provider.answer('ok')
  expect(idle).toBe(1)
  await Promise.all(calls)
  await office.notify('A.x')
  expect(idle).toBe(2)
})
