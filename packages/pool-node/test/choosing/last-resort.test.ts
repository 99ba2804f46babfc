import { expect, test } from 'vitest'
import type { Binding } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, bar, counts } from './cast.ts'

// Who is ejected gets calls only where nobody else could, now or later. What is waited for may cease to come.

const offer = { A: ['x'] }
const gpu = { labels: { gpu: true } }

interface Stage {
  readonly binding: Binding
  readonly out: StandIn
  readonly busy: StandIn
  readonly plain: StandIn
  readonly calls: readonly Promise<unknown>[]
}

/** Two that have a label, one of them ejected and the other one full; and a third that has it not. */
function stage(office: Office): Stage {
  const binding = office.bind()
  const out = office.provider(binding, offer, gpu)
  bar(office, binding, out)
  const busy = office.provider(binding, offer, { ...gpu, concurrency: 1 })
  const plain = office.provider(binding, offer, { concurrency: 1 })
  const calls = [office.call('A.x', [1], gpu), office.call('A.x', [2]), office.call('A.x', [3], gpu)]
  expect(counts(out, busy, plain)).toEqual([0, 1, 1])
  return { binding, out, busy, plain, calls }
}

test('a call waits for the one that is well, as long as there is one', async () => {
  using office = new Office()
  const { out, busy, plain, calls } = stage(office)
  busy.answer('ok')
  expect(busy.log).toEqual(['A.x(1)', 'A.x(3)'])
  answerAll(busy, plain)
  await Promise.all(calls)
  expect(out.log).toEqual([])
})

test.each<[string, (office: Office, stage: Stage) => void]>([
  ['is gone', (office, { busy }) => office.lose(busy, true)],
  ['is away', (office, { busy }) => office.interrupt(busy)],
  ['pauses', (office, { busy }) => office.status(busy, offer, { ...gpu, paused: true, concurrency: 1 })],
  [
    'drains',
    (office, { busy }) => {
      busy.connection.draining = true
      office.roster.refresh(busy.connection.of)
    },
  ],
  ['loses the label', (office, { busy }) => office.status(busy, offer, { concurrency: 1 })],
  ['offers it no more', (office, { busy }) => office.status(busy, { B: ['x'] }, { ...gpu, concurrency: 1 })],
  ['is ejected too', (office, { binding, busy }) => bar(office, binding, busy)],
])('what waits goes to the ejected one at once when the one that is well %s', async (_what, happen) => {
  using office = new Office()
  const world = stage(office)
  happen(office, world)
  const { out, busy, plain, calls } = world
  expect(out.log).toEqual(['A.x(3)'])
  expect(plain.log).toEqual(['A.x(2)'])
  office.resume(busy)
  answerAll(out, busy, plain)
  await Promise.allSettled(calls)
})

test('what waits goes to it when it is taken back', async () => {
  using office = new Office()
  const { binding, out, busy, plain, calls } = stage(office)
  bar(office, binding, out, false)
  expect(counts(out, busy, plain)).toEqual([1, 1, 1])
  answerAll(out, busy, plain)
  await Promise.all(calls)
})

test('a new call that nobody else has the labels for goes to it at once', async () => {
  using office = new Office()
  const binding = office.bind()
  const out = office.provider(binding, offer, gpu)
  office.provider(binding, offer)
  bar(office, binding, out)
  const call = office.call('A.x', [], gpu)
  out.answer('ok')
  expect(await call).toBe('ok')
})

test('what others could take is not sent to it', async () => {
  using office = new Office()
  const { out, busy, plain, calls } = stage(office)
  const more = office.call('A.x', [4])
  office.status(busy, offer, { concurrency: 1, paused: true })
  expect(out.log).toEqual(['A.x(3)'])
  answerAll(plain, busy, out)
  expect(plain.log).toEqual(['A.x(2)', 'A.x(4)'])
  await Promise.all([...calls, more])
})

test('who is ejected and gets the label takes what nobody else has it for', async () => {
  using office = new Office()
  const binding = office.bind()
  const [out, well] = [office.provider(binding, offer), office.provider(binding, offer)]
  bar(office, binding, out)
  const call = office.call('A.x', [], gpu)
  expect(counts(out, well)).toEqual([0, 0])
  office.status(out, offer, gpu)
  expect(counts(out, well)).toEqual([1, 0])
  out.answer('ok')
  expect(await call).toBe('ok')
})
