import { RpcError } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import type { Binding } from '../../src/roster/binding.ts'
import { upTo } from '../roster/people.ts'
import { Office, rejection, state } from './office.ts'
import type { StandIn } from './stand-in.ts'

const twice = { idempotent: true } as const

/** A call that is open at the first of some providers, which then loses its socket. */
function away(
  office: Office,
  binding: Binding,
  { options = twice as { readonly idempotent?: boolean }, others = 1 } = {},
): { call: Promise<unknown>; gone: StandIn; others: StandIn[] } {
  const gone = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], options)
  const more = Array.from({ length: others }, () => office.provider(binding, { A: ['x'] }))
  office.interrupt(gone)
  return { call, gone, others: more }
}

describe('a call whose connection lost its socket', () => {
  test('goes elsewhere at once if it may run twice, and stays where it was', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind())
    const [other] = others as [StandIn]
    expect([gone.open.length, other.log]).toEqual([1, ['A.x()']])
    expect(other.open[0]?.meta).toEqual({ attempt: 2 })
    expect([gone.connection.inFlight, other.connection.inFlight]).toEqual([1, 1])
    other.answer('other')
    expect(await call).toBe('other')
    // The one that lost is told, and holds its slot until it says that it is over.
    expect(gone.cancelled).toEqual(gone.open)
    expect([gone.connection.inFlight, other.connection.inFlight]).toEqual([1, 0])
    office.resume(gone)
    gone.answer('late')
  })

  test('waits for it if it may not run twice', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind(), { options: {} })
    expect(others[0]?.log).toEqual([])
    expect(await state(call)).toBe('pending')
    office.resume(gone)
    gone.answer('still here')
    expect(await call).toBe('still here')
  })

  test('waits for it if there are streams in its params, whatever it may', async () => {
    using office = new Office()
    const binding = office.bind()
    const gone = office.provider(binding, { A: ['x'] })
    const call = office.call('A.x', [], twice)
    const other = office.provider(binding, { A: ['x'] })
    gone.open[0]!.streams = streams({ sent: true })
    office.interrupt(gone)
    expect(other.log).toEqual([])
    // Lost for good, and nothing was read from them: it is as if it had never been sent.
    office.lose(gone, true)
    other.answer('ok')
    expect(await call).toBe('ok')
  })

  test('is settled by the first answer, also by one from the first provider, or by an error', async () => {
    for (const end of ['result', 'error'] as const) {
      for (const first of [true, false]) {
        using office = new Office()
        const { call, gone, others } = away(office, office.bind())
        const [other] = others as [StandIn]
        office.resume(gone)
        const [winner, loser] = first ? [gone, other] : [other, gone]
        if (end === 'result') winner.answer('won')
        else winner.fail()
        expect(await state(call)).toBe(end === 'result' ? 'done' : 'failed')
        expect(loser.cancelled).toEqual(loser.open)
        expect(winner.cancelled).toEqual([])
        loser.answer('late')
        expect(office.counters).toMatchObject({ succeeded: end === 'result' ? 1 : 0, retries: 1 })
      }
    }
  })

  test('an error that says "not started" leaves the other attempt, which may have run', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind())
    others[0]?.fail(new RpcError('UNIMPLEMENTED', 'not here', { execution: 'not-started' }))
    expect(await rejection(call)).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'unknown' })
    office.lose(gone, true)
  })

  test('unless that one was withdrawn: it had not left whole', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind())
    gone.cuts = true
    others[0]?.fail(new RpcError('UNIMPLEMENTED', 'not here', { execution: 'not-started' }))
    expect(await rejection(call)).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
    expect([gone.open, gone.connection.inFlight]).toEqual([[], 0])
  })

  test('goes to another instance, else to another connection of the same one', async () => {
    using office = new Office()
    const binding = office.bind()
    const gone = office.provider(binding, { A: ['x'] }, { instance: 'i' })
    const calls = [office.call('A.x', [1], twice)]
    const same = office.provider(binding, { A: ['x'] }, { instance: 'i' })
    office.interrupt(gone)
    expect(same.log).toEqual(['A.x(1)'])
    same.answer('ok')
    office.resume(gone)
    gone.answer('late')

    for (let n = 2; n < 8; n++) calls.push(office.call('A.x', [n], twice))
    const other = office.provider(binding, { A: ['x'] })
    const [before, open] = [same.log.length, gone.open.length]
    office.interrupt(gone)
    expect([same.log.length, other.log.length]).toEqual([before, open])
    office.lose(gone, true)
    for (const standIn of [same, other]) while (standIn.open.length > 0) standIn.answer('ok')
    await Promise.all(calls)
  })

  test('gets nothing new meanwhile, and the calls that wait get the slots that it holds only when they end', async () => {
    using office = new Office()
    const binding = office.bind()
    const one = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
    const call = office.call('A.x', [1])
    const two = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
    office.interrupt(one)
    const next = office.call('A.x', [2])
    expect([one.log, two.log]).toEqual([['A.x(1)'], []])
    office.lose(one, true)
    expect(two.log).toEqual(['A.x(2)'])
    two.answer('ok')
    expect(await rejection(call)).toMatchObject({ execution: 'unknown' })
    await next
  })

  test('is not sent a third time because the first is away again, while the second is under way', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind(), { others: 2 })
    office.resume(gone)
    office.interrupt(gone)
    expect(others.filter(({ log }) => log.length > 0)).toHaveLength(1)
    office.resume(gone)
    gone.answer('ok')
    await call
    for (const other of others) if (other.open.length > 0) other.answer('late')
  })
})

describe('at most maxAttempts', () => {
  test.each([1, 2, 3])(
    '(%i) are open or of unknown end; then it waits for the windows',
    async (maxAttempts) => {
      using office = new Office({ maxAttempts })
      const binding = office.bind()
      const all = [1, 2, 3, 4, 5].map(() => office.provider(binding, { A: ['x'] }))
      const call = office.call('A.x', [], twice)
      const seen: StandIn[] = []
      for (let n = 0; n < 5; n++) {
        const last = all.find((standIn) => standIn.open.length > 0 && !seen.includes(standIn))
        if (last === undefined) break
        seen.push(last)
        office.interrupt(last)
      }
      expect(seen).toHaveLength(maxAttempts)
      // One after the other they are lost for good: the verdict comes with the last.
      for (const standIn of seen) {
        expect(await state(call)).toBe('pending')
        office.lose(standIn, true)
      }
      expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
      expect(all.filter(({ log }) => log.length > 0)).toHaveLength(maxAttempts)
    },
  )

  test('one that turns out not to have started makes room for another', async () => {
    using office = new Office({ maxAttempts: 2 })
    const { call, gone, others } = away(office, office.bind(), { others: 2 })
    const second = others.find(({ open }) => open.length > 0) as StandIn
    office.interrupt(second)
    const third = others.find((standIn) => standIn !== second) as StandIn
    expect(third.log).toEqual([])
    office.lose(second, false)
    expect(third.log).toEqual(['A.x()'])
    third.answer('ok')
    expect(await call).toBe('ok')
    office.lose(gone, true)
  })

  test('a refusal ends its own attempt only', async () => {
    using office = new Office()
    const { call, gone, others } = away(office, office.bind(), { others: 2 })
    const second = others.find(({ open }) => open.length > 0) as StandIn
    second.next().onRefused('full')
    const third = others.find(({ open }) => open.length > 0) as StandIn
    expect(third).not.toBe(second)
    office.resume(gone)
    third.next().onRefused('full')
    // Nobody is left that could take it, and nobody is needed: the first is under way.
    expect(office.dispatch.queue(gone.connection.member!.binding as Binding).size).toBe(0)
    gone.answer('ok')
    expect(await call).toBe('ok')
  })
})

describe('a call that waits to be sent again', () => {
  test('does not, once its connection goes on', async () => {
    using office = new Office()
    const binding = office.bind()
    const { call, gone } = away(office, binding, { others: 0 })
    expect(office.dispatch.queue(binding).size).toBe(1)
    office.resume(gone)
    expect(office.dispatch.queue(binding).size).toBe(0)
    expect(gone.log).toHaveLength(1)
    expect(office.provider(binding, { A: ['x'] }).log).toEqual([])
    gone.answer('ok')
    expect(await call).toBe('ok')
  })

  test('does, when somebody comes first', async () => {
    using office = new Office()
    const binding = office.bind()
    const { call, gone } = away(office, binding, { others: 0 })
    const other = office.provider(binding, { A: ['x'] })
    expect(other.log).toEqual(['A.x()'])
    office.resume(gone)
    other.answer('ok')
    expect(await call).toBe('ok')
    gone.answer('late')
  })

  test('goes on waiting when its connection is lost for good', async () => {
    using office = new Office()
    const binding = office.bind()
    const { call, gone } = away(office, binding, { others: 0 })
    office.lose(gone, true)
    expect(await state(call)).toBe('pending')
    office.provider(binding, { A: ['x'] }).answer('ok')
    expect(await call).toBe('ok')
  })

  test('does not wait in a full queue, and does not fail for it either', async () => {
    using office = new Office()
    const binding = office.bind([], { queue: upTo(0) })
    const { call, gone } = away(office, binding, { others: 0 })
    expect(office.dispatch.queue(binding).size).toBe(0)
    expect(await state(call)).toBe('pending')
    office.resume(gone)
    gone.answer('ok')
    expect(await call).toBe('ok')
  })

  test('leaves the queue when its time is up: unknown, unless it was withdrawn', async () => {
    for (const cuts of [false, true]) {
      using office = new Office()
      const binding = office.bind()
      const gone = office.provider(binding, { A: ['x'] })
      const call = office.call('A.x', [], { idempotent: true, timeout: 50 })
      gone.cuts = cuts
      office.interrupt(gone)
      office.clock.advance(80)
      expect(await rejection(call)).toMatchObject({
        code: 'DEADLINE_EXCEEDED',
        execution: cuts ? 'not-started' : 'unknown',
      })
      expect(office.dispatch.queue(binding).size).toBe(0)
      office.lose(gone, true)
    }
  })

  test('is not sent where its params can not go, and does not fail for it while it is open elsewhere', async () => {
    using office = new Office()
    const binding = office.bind()
    const gone = office.provider(binding, { A: ['x'] })
    const call = office.call('A.x', [], twice)
    const other = office.provider(binding, { A: ['x'] })
    other.failure = new RpcError('INVALID_ARGUMENT', 'params[0]: too large', { execution: 'not-started' })
    office.interrupt(gone)
    expect(await state(call)).toBe('pending')
    office.lose(gone, true)
    expect(await rejection(call)).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'unknown' })
  })

  test('and is open at several: whichever goes on, it is not sent again', async () => {
    for (const who of [0, 1]) {
      using office = new Office()
      const binding = office.bind()
      const { call, gone, others } = away(office, binding)
      const both = [gone, others[0] as StandIn]
      office.interrupt(both[1] as StandIn)
      expect(office.dispatch.queue(binding).size).toBe(1)
      office.resume(both[who] as StandIn)
      expect(office.dispatch.queue(binding).size).toBe(0)
      both[who]?.answer('ok')
      expect(await call).toBe('ok')
      office.lose(both[1 - who] as StandIn, true)
    }
  })

  test('fails when the pool closes', async () => {
    using office = new Office()
    const binding = office.bind()
    const { call, gone } = away(office, binding, { others: 0 })
    office.dispatch.stop()
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(gone.cancelled).toEqual(gone.open)
    office.lose(gone, true)
  })
})

test('a call that is cancelled before it has left whole was not started, and its slot is free at once', async () => {
  for (const how of ['abort', 'deadline'] as const) {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] }, { concurrency: 1 })
    provider.cuts = true
    const abort = new AbortController()
    const call = office.call('A.x', [1], { signal: abort.signal, timeout: 50 })
    const next = office.call('A.x', [2])
    if (how === 'abort') abort.abort()
    else office.clock.advance(80)
    expect(await rejection(call)).toMatchObject({ execution: 'not-started' })
    expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
    provider.answer('ok')
    await next
  }
})

function streams(state: {
  sent?: boolean
  pulled?: boolean
}): NonNullable<StandIn['open'][number]['streams']> {
  return { sent: true, pulled: false, ...state } as NonNullable<StandIn['open'][number]['streams']>
}
