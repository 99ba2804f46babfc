import { RpcError } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { makeBalancer } from '../../src/balancers/choose.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Member } from '../../src/roster/instance.ts'
import { Office, rejection, state } from './office.ts'
import type { StandIn } from './stand-in.ts'

type Streams = NonNullable<StandIn['open'][number]['streams']>

/** As a generator that nobody began to read; it knows how often it was closed. */
class Source implements AsyncIterable<number> {
  closed = 0

  return(): void {
    this.closed++
  }

  [Symbol.asyncIterator](): AsyncIterator<number> {
    throw new Error('nobody reads here')
  }
}

describe('a result with streams', () => {
  test('settles the call at once; the slot is taken until they end', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] }, { concurrency: 1 })
    const call = office.call('A.x', [1])
    const next = office.call('A.x', [2])
    const end = provider.stream('value')
    expect(await call).toBe('value')
    expect([office.attempts.open, provider.connection.inFlight, provider.log]).toEqual([1, 1, ['A.x(1)']])
    end()
    expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
    provider.answer('ok')
    await next
  })

  test('is given up by its signal until they end, and not by its deadline', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const abort = new AbortController()
    const call = office.call('A.x', [], { signal: abort.signal, timeout: 50 })
    const end = provider.stream('value')
    await call
    expect(office.alarm.size).toBe(0)
    office.clock.advance(1000)
    expect(provider.cancelled).toEqual([])
    abort.abort()
    expect(provider.cancelled).toEqual([...provider.streaming])
    expect(provider.connection.inFlight).toBe(1)
    end()
    expect(office.counters).toMatchObject({ succeeded: 1 })
  })

  test('a signal that fires after they have ended fires into nothing', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const abort = new AbortController()
    let listeners = 0
    const { signal } = abort
    const remove = signal.removeEventListener.bind(signal)
    signal.removeEventListener = (...listener: Parameters<typeof remove>) => {
      listeners--
      remove(...listener)
    }
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (...listener: Parameters<typeof add>) => {
      listeners++
      add(...listener)
    }
    const call = office.call('A.x', [], { signal })
    const end = provider.stream('value')
    await call
    expect(listeners).toBe(1)
    end()
    expect(listeners).toBe(0)
    abort.abort()
    expect(provider.cancelled).toEqual([])
  })

  test('that comes too late holds its slot, and changes nothing', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const call = office.call('A.x', [], { timeout: 50 })
    office.clock.advance(80)
    const end = provider.stream('late')
    expect(await rejection(call)).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(provider.connection.inFlight).toBe(1)
    end()
  })

  test('frees its slot when its connection is lost', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const call = office.call('A.x')
    provider.stream('value')
    office.interrupt(provider)
    expect(provider.connection.inFlight).toBe(1)
    office.lose(provider, true)
    expect([await call, provider.connection.inFlight]).toEqual(['value', 0])
    expect(office.counters.lost).toBe(0)
  })

  test('knows how long its consumers wait', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const calls = [office.call('A.x', [], { idleTimeout: 70 }), office.call('A.x')]
    expect(provider.open.map(({ idleTimeout }) => idleTimeout)).toEqual([70, undefined])
    provider.answer(1)
    provider.answer(2)
    await Promise.all(calls)
  })
})

describe('a call with streams in its params that somebody has read from', () => {
  const begin = (office: Office, options?: CallOptions): [Promise<unknown>, StandIn, StandIn] => {
    const binding = office.bind()
    const one = office.provider(binding, { A: ['x'] })
    const call = office.call('A.x', [], { idempotent: true, ...options })
    const other = office.provider(binding, { A: ['x'] })
    one.open[0]!.streams = { sent: true, pulled: true } as Streams
    return [call, one, other]
  }

  test('fails when it is lost', async () => {
    using office = new Office()
    const [call, one, other] = begin(office)
    office.interrupt(one)
    expect(await state(call)).toBe('pending')
    office.lose(one, true)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(other.log).toEqual([])
  })

  test('fails when it is refused: not started', async () => {
    using office = new Office()
    const [call, one, other] = begin(office)
    one.next().onRefused('full')
    const error = await rejection(call)
    expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect(error.message).toBe(
      'A.x: its provider refused it (full), and had read from a stream in its params',
    )
    expect(other.log).toEqual([])
    expect(one.connection.of.refused).toBe(true)
  })
})

describe('a call whose streams a provider does not take', () => {
  const codes = ['UNIMPLEMENTED', 'RESOURCE_EXHAUSTED'] as const

  test.each(codes)('(%s) goes to another, which nothing tells it before', async (code) => {
    using office = new Office()
    const binding = office.bind()
    const others = [1, 2, 3].map(() => office.provider(binding, { A: ['x'] }))
    for (const other of others) other.takesNoStreams(code)
    const takes = office.provider(binding, { A: ['x'] })
    for (let n = 0; n < 20; n++) {
      const source = new Source()
      const call = office.call('A.x', [source])
      takes.answer('ok')
      expect([await call, source.closed]).toEqual(['ok', 0])
    }
    expect(office.counters).toMatchObject({ succeeded: 20, retries: 0, refused: 0, lost: 0 })
    // For what they take they are as good as before.
    for (const other of others) other.failure = undefined
    const calls = Array.from({ length: 40 }, (_, n) => office.call('A.x', [n]))
    for (const provider of [...others, takes]) {
      expect(provider.open.length).toBeGreaterThan(0)
      while (provider.open.length > 0) provider.answer('ok')
    }
    await Promise.all(calls)
  })

  test.each(codes)('(%s) fails with that when all were asked, each once', async (code) => {
    using office = new Office()
    const binding = office.bind()
    let asked = 0
    for (let n = 0; n < 5; n++) {
      const provider = office.provider(binding, { A: ['x'] }, { instance: n < 2 ? 'same' : `i${n}` })
      provider.takesNoStreams(code)
      const call = provider.call.bind(provider)
      provider.call = (attempt) => {
        asked++
        call(attempt)
      }
    }
    const source = new Source()
    const error = await rejection(office.call('A.x', [source]))
    expect(error).toMatchObject({ code, execution: 'not-started' })
    expect(error.message).toBe('A.x: no streams here')
    expect([asked, source.closed]).toEqual([5, 1])
  })

  test('fails with the name of the provider that was asked last', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    provider.connection.facts = { ...provider.connection.facts, name: 'worker-1' }
    provider.takesNoStreams()
    const error = await rejection(office.call('A.x'))
    expect(error.message).toBe("A.x: no streams here (its provider 'worker-1')")
  })

  test('goes over another connection of the same instance, if no other instance takes it', async () => {
    using office = new Office()
    const binding = office.bind()
    const [one, two] = [1, 2].map(() => office.provider(binding, { A: ['x'] }, { instance: 'i' }))
    const other = office.provider(binding, { A: ['x'] })
    for (const full of [one, other]) full?.takesNoStreams('RESOURCE_EXHAUSTED')
    for (let n = 0; n < 10; n++) {
      const call = office.call('A.x')
      two?.answer('ok')
      expect(await call).toBe('ok')
    }
  })

  test('goes past those that have no room, that leave, or that have another version', async () => {
    using office = new Office()
    const binding = office.bind()
    const none = office.provider(binding, { A: ['x'] })
    const call = (): Promise<unknown> => office.call('A.x', [new Source()])
    none.takesNoStreams()
    const full = office.provider(binding, { A: ['x'] })
    full.hasRoom = false
    const leaves = office.provider(binding, { A: ['x'] })
    leaves.takesNoCalls()
    const old = office.provider(binding, { A: ['y'] })
    // Whichever is asked first: the first two are out as soon as they were.
    for (let n = 0; n < 10; n++) {
      expect(await state(call())).not.toBe('done')
      if (full.connection.blocked && leaves.connection.draining) break
    }
    expect([full.connection.blocked, leaves.connection.draining]).toEqual([true, true])
    expect(await rejection(call())).toMatchObject({ code: 'UNIMPLEMENTED' })
    const takes = office.provider(binding, { A: ['x'] })
    const last = call()
    takes.answer('ok')
    expect(await last).toBe('ok')
    expect([none.log, full.log, leaves.log, old.log]).toEqual([[], [], [], []])
  })

  test('ends there when its params are what is wrong', async () => {
    using office = new Office()
    const binding = office.bind()
    const one = office.provider(binding, { A: ['x'] })
    one.takesNoStreams()
    const balance = office.provider(binding, { A: ['x'] })
    balance.failure = new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
    for (let n = 0; n < 5; n++) {
      expect(await rejection(office.call('A.x'))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'A.x: params[0]: no',
      })
    }
  })

  test('does so when it had waited, and those behind it go', async () => {
    using office = new Office()
    const binding = office.bind()
    const calls = [1, 2].map((n) => office.call('A.x', [n]))
    const provider = office.provider(binding, {})
    const send = provider.call.bind(provider)
    provider.call = (attempt) => {
      if (attempt.params[0] !== 1) return send(attempt)
      throw new RpcError('UNIMPLEMENTED', 'no streams here', { execution: 'not-started' })
    }
    office.status(provider, { A: ['x'] })
    expect(await rejection(calls[0] as Promise<unknown>)).toMatchObject({ code: 'UNIMPLEMENTED' })
    provider.answer('ok')
    expect(await calls[1]).toBe('ok')
  })

  test('comes to an end with a balancer that chooses among others', async () => {
    using office = new Office()
    const kept: Member[] = []
    const pick = (candidates: readonly Member[]): Member | undefined => {
      kept.push(...candidates)
      return kept[0]
    }
    const binding = office.bind([], { balancer: makeBalancer(pick as never) })
    for (let n = 0; n < 4; n++) office.provider(binding, { A: ['x'] }).takesNoStreams()
    expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'UNIMPLEMENTED' })
  })

  test('is asked of a thousand as of one', async () => {
    using office = new Office()
    const binding = office.bind()
    for (let n = 0; n < 5000; n++) office.provider(binding, { A: ['x'] }).takesNoStreams()
    expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'UNIMPLEMENTED' })
  })
})

describe('a notify with streams', () => {
  const message = 'S.take: a notify takes no streams, since nobody could tell how they ended: use call'

  test('fails at once, whether there is a provider or not', async () => {
    using office = new Office()
    const binding = office.bind()
    for (let n = 0; n < 2; n++) {
      const source = new Source()
      const error = await rejection(office.notify('S.take', [new Map([['deep', [source]]])]))
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started', message })
      expect(source.closed).toBe(1)
      office.provider(binding, { S: ['take'] })
    }
  })
})

describe('the streams in the params are closed once', () => {
  type Play = (office: Office, provider: StandIn) => void
  const ends: Record<string, [Play, CallOptions?]> = {
    error: [(_office, provider) => provider.fail()],
    lost: [(office, provider) => office.lose(provider, true)],
    deadline: [(office) => office.clock.advance(200), { timeout: 50 }],
    'too late to begin': [() => {}, { timeout: 0 }],
    'signal that has fired': [() => {}, { signal: AbortSignal.abort() }],
    'wrong option': [() => {}, { nonsense: 1 } as CallOptions],
  }
  test.each(Object.entries(ends))('%s', async (_name, [play, options]) => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const source = new Source()
    const call = office.call('A.x', [{ source }], options)
    play(office, provider)
    await call.catch(() => {})
    expect(source.closed).toBe(1)
    while (provider.open.length > 0) provider.answer('late')
  })

  test('a signal', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    const [source, abort] = [new Source(), new AbortController()]
    const call = office.call('A.x', [source], { signal: abort.signal })
    abort.abort()
    await rejection(call)
    expect(source.closed).toBe(1)
    provider.answer('late')
  })

  test('a pool that drains, is closed, or has no such path', async () => {
    using office = new Office()
    const [source, other, third] = [new Source(), new Source(), new Source()]
    await rejection(office.call('A.x', [source]))
    office.bind()
    const waiting = office.call('A.x', [other])
    office.dispatch.stop()
    await rejection(waiting)
    office.calls.closedFor = 'the pool drains'
    await rejection(office.call('A.x', [third]))
    expect([source.closed, other.closed, third.closed]).toEqual([1, 1, 1])
  })

  test('a value that can not travel, and a notify', async () => {
    using office = new Office()
    const provider = office.provider(office.bind(), { A: ['x'] })
    provider.failure = new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
    const [source, other] = [new Source(), new Source()]
    await rejection(office.call('A.x', [source]))
    await rejection(office.notify('A.x', [other]))
    expect([source.closed, other.closed]).toEqual([1, 1])
  })

  test('but not after a result, nor by a refusal that is not the last word', async () => {
    using office = new Office()
    const binding = office.bind()
    const [one, two] = [office.provider(binding, { A: ['x'] }), office.provider(binding, { A: ['x'] })]
    const source = new Source()
    const call = office.call('A.x', [source])
    const first = one.open.length > 0 ? one : two
    first.next().onRefused('full')
    expect(source.closed).toBe(0)
    const second = first === one ? two : one
    second.stream('ok')()
    await call
    expect(source.closed).toBe(0)
  })
})
