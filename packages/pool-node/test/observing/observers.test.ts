import { afterEach, expect, test, vi } from 'vitest'
import { type CallEvent, type CallHappening, type CallObserver, Trace } from '../../src/dispatch/trace.ts'
import { Office, rejection, state } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { watch } from './watch.ts'

afterEach(() => void vi.restoreAllMocks())

test('what it throws is reported each time, and harms no call', async () => {
  using office = new Office()
  const binding = office.bind()
  const first = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], {
    observe: ({ type }) => {
      throw new Error(type)
    },
  })
  const second = office.provider(binding, { A: ['x'] })
  first.next().onRefused('paused')
  second.answer('ok')
  expect(await call).toBe('ok')
  expect(office.reported.map((error) => (error as Error).message)).toEqual([
    'picked',
    'sent',
    'refused',
    'again',
    'picked',
    'sent',
    'answered',
  ])
})

test('what its promise rejects with is reported too', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  // The compiler lets a function pass that returns something.
  const observe = (({ type }) => Promise.reject(new Error(type))) as CallObserver
  const call = office.call('A.x', [], { observe })
  provider.answer('ok')
  expect(await call).toBe('ok')
  await state(call)
  expect(office.reported.map((error) => (error as Error).message)).toEqual(['picked', 'sent', 'answered'])
})

test('one may watch many calls: it is told which', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'], B: ['y'] })
  const { observe, events } = watch()
  const calls = [office.call('A.x', [], { observe }), office.call('B.y', [], { observe })]
  provider.open.pop()?.onResult('ok', false)
  provider.answer('ok')
  await Promise.all(calls)
  const [a, b] = [events[0]!.call, events[2]!.call]
  expect(a).not.toBe(b)
  expect(events.map(({ call, method, type }) => [call, method, type])).toEqual([
    [a, 'A.x', 'picked'],
    [a, 'A.x', 'sent'],
    [b, 'B.y', 'picked'],
    [b, 'B.y', 'sent'],
    [b, 'B.y', 'answered'],
    [a, 'A.x', 'answered'],
  ])
})

test('each event is an object of its own, and plain data', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  const { observe, events } = watch()
  const call = office.call('A.x', [], { observe })
  provider.answer('ok')
  await call
  expect(new Set(events).size).toBe(3)
  for (const event of events) expect(structuredClone(event)).toEqual(event)
})

test('a call without an observer has no trace', async () => {
  using office = new Office()
  const told = vi.spyOn(Trace.prototype, 'tell')
  const provider = office.provider(office.bind(), { A: ['x'] })
  const options = { priority: 1, tenant: 't', idempotent: true, hedge: 50, affinity: 'k' } as const
  const call = office.call('A.x', [], options)
  expect(provider.open).toHaveLength(1)
  const route = office.router.route('A.x')
  expect(office.calls.asked('A.x', options)).toMatchObject({ route, wishes: { trace: undefined } })
  for (const plain of [undefined, {}, { timeout: 50, idempotent: true }]) {
    expect(office.calls.asked('A.x', plain)).toMatchObject({ route, wishes: undefined })
  }
  provider.answer('ok')
  await call
  expect(told).not.toHaveBeenCalled()
})

/** Brings a call to an event of that type: at one provider, then at another. */
const ways: Readonly<Record<string, (office: Office, one: StandIn) => void>> = {
  queued: () => {},
  picked: () => {},
  sent: () => {},
  refused: (_office, one) => one.open.shift()?.onRefused('full'),
  again: (_office, one) => one.open.shift()?.onRefused('full'),
  interrupted: (office, one) => office.interrupt(one),
  lost: (office, one) => office.lose(one, true),
}

const times = (Object.keys(ways) as CallHappening['type'][]).flatMap((type) => [
  { type, others: 0 },
  { type, others: 1 },
])

test.each(times)(
  'it may give up the call when it is told: $type, with $others others that could take it',
  async ({ type, others }) => {
    using office = new Office()
    const binding = office.bind()
    const one = type === 'queued' ? undefined : office.provider(binding, { A: ['x'] })
    const abort = new AbortController()
    const { observe, events } = watch()
    const call = office.call('A.x', ['given up'], {
      idempotent: true,
      signal: abort.signal,
      observe: (event) => {
        observe(event)
        if (event.type === type) abort.abort()
      },
    })
    const other = Array.from({ length: others }, () => office.provider(binding, { A: ['x'] }))
    if (one !== undefined) ways[type]?.(office, one)
    expect(await rejection(call)).toMatchObject({ code: 'CANCELLED' })
    expect(events.at(-1)?.type).toBe('failed')
    expect(events.filter((event) => event.type === type)).toHaveLength(1)
    // Nobody gets it any more.
    expect(other.flatMap(({ log }) => log)).toEqual([])
    expect(office.dispatch.queue(binding).size).toBe(0)
    const before = type === 'queued' || type === 'picked'
    expect(one?.log ?? []).toEqual(before ? [] : ['A.x(given up)'])
    for (const open of one?.open ?? []) expect(one?.cancelled).toContain(open)
    if (type !== 'lost' && one !== undefined) office.lose(one, true)
  },
)

test('a notify that is given up once it was sent was sent', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  const abort = new AbortController()
  const { observe, events } = watch()
  await office.notify('A.x', [], {
    signal: abort.signal,
    observe: (event) => {
      observe(event)
      if (event.type === 'sent') abort.abort()
    },
  })
  expect(events.map(({ type }) => type)).toEqual(['picked', 'sent'])
  expect(provider.notified).toHaveLength(1)
})

test('it may make calls when it is told, and they take no slot that is promised', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] }, { concurrency: 1 })
  const calls: Promise<unknown>[] = []
  const observe = ({ type }: CallEvent): void => {
    if (type === 'picked') calls.push(office.call('A.x', ['inner']))
  }
  calls.push(office.call('A.x', ['outer'], { observe }))
  expect(provider.open).toHaveLength(1)
  provider.answer('ok')
  expect(provider.open).toHaveLength(1)
  provider.answer('ok')
  await Promise.all(calls)
  expect(provider.log).toEqual(['A.x(inner)', 'A.x(outer)'])
})
