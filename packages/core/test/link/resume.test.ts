import { describe, expect, it } from 'vitest'
import { closeCodes } from '../../src/close.ts'
import { ackDelay, littleAckBytes, littleAckDelay } from '../../src/limits.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { hello } from '../peer/samples.ts'
import { drained, turned } from '../stream/streaming.ts'
import { leftovers, linkPair, nothingLeft, reconnect, settled } from './link-pair.ts'

const resumeWindow = 15_000

async function lost() {
  const pair = await linkPair({ resumeWindow })
  const call = pair.dialler.call()
  await settled()
  pair.dialler.transport.terminate()
  await settled()
  return { ...pair, pair, call, incoming: pair.acceptor.calls[0] as IncomingCall }
}

describe('a socket that is lost', () => {
  it('before an acknowledgement was due: after the resume others are sent in time', async () => {
    const { pair, dialler, clock } = await lost()
    reconnect(pair)
    await settled()
    expect(dialler.link.isIdle).toBe(true)
    dialler.call()
    await settled()
    expect(dialler.link.isIdle).toBe(false)
    clock.advance(littleAckDelay + 20)
    await settled()
    expect(dialler.link.isIdle).toBe(true)
  })

  it('interrupts both sides, and ends nothing', async () => {
    const { dialler, acceptor, clock, call, incoming } = await lost()
    for (const holder of [dialler, acceptor]) {
      expect(holder.interruptions).toEqual([{ code: 1006, reason: '', local: false }])
      expect([holder.events, holder.ends, holder.link.ended]).toEqual([['interrupted'], [], undefined])
      expect(holder.link.interrupted).toBe(true)
    }
    expect([call.interruptions, call.ends, incoming.ended]).toEqual([1, [], undefined])
    // The window is the holder's: nothing waits here.
    expect([dialler.alarm.size, acceptor.alarm.size]).toEqual([0, 0])
    clock.advance(3_600_000)
    expect([dialler.events.length, acceptor.events.length]).toEqual([1, 1])
  })

  it.each([
    ...[1005, 1006, 1011, 1012, 1013, 1014].map((code) => ({ code, window: true })),
    ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1015, 3000, 4000].map((code) => ({
      code,
      window: false,
    })),
    ...Object.values(closeCodes)
      .filter(({ code }) => code >= 4000)
      .map(({ code }) => ({ code, window: false })),
  ])('leaves a window or not: $code, $window', async ({ code, window }) => {
    const { dialler } = await linkPair({ resumeWindow })
    dialler.transport.receiver?.closed({ code, reason: 'r' })
    expect(dialler.events).toEqual(window ? ['interrupted'] : ['end', 'gone'])
    expect(window ? dialler.interruptions : dialler.ends).toEqual([{ code, reason: 'r', local: false }])
  })

  it('ends the connection where there is no window, and before the handshake', async () => {
    const pair = await linkPair({ resumeWindow: 0 })
    const fresh = await linkPair({ resumeWindow, fresh: true })
    for (const { dialler, acceptor } of [pair, fresh]) {
      dialler.transport.terminate()
      await settled()
      expect([dialler.events, acceptor.events]).toEqual([
        ['end', 'gone'],
        ['end', 'gone'],
      ])
    }
    expect(pair.dialler.link.canResume(0)).toBe(false)
  })

  it('because nobody answers the heartbeat interrupts too, and the socket is dropped', async () => {
    const pair = await linkPair({ resumeWindow, heartbeat: { interval: 1000, misses: 2 } })
    const { acceptor, dialler, clock } = pair
    dialler.transport.hold() // it hears, and is not heard
    for (let n = 0; n < 4; n++) {
      clock.advance(1000)
      await settled()
    }
    expect(acceptor.interruptions).toEqual([{ code: 4409, reason: closeCodes.silent.meaning, local: true }])
    expect([acceptor.ends, acceptor.alarm.size, acceptor.transport.receiver]).toEqual([[], 0, undefined])
    // Silence is judged anew on the new socket.
    const [one] = reconnect(pair)
    await settled()
    for (let n = 0; n < 10; n++) {
      clock.advance(1000)
      await settled()
    }
    expect([acceptor.events, dialler.events]).toEqual([['interrupted'], ['interrupted']])
    one.hold()
    for (let n = 0; n < 4; n++) {
      clock.advance(1000)
      await settled()
    }
    expect(acceptor.interruptions.map(({ code }) => code)).toEqual([4409, 4409])
  })

  it('is dropped when this side says so: what comes over it is not read any more', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler, acceptor } = pair
    dialler.transport.hold()
    dialler.call()
    await settled()
    acceptor.link.interrupt()
    acceptor.link.interrupt()
    dialler.transport.deliver()
    await settled()
    expect([acceptor.calls, acceptor.events, acceptor.link.received]).toEqual([[], ['interrupted'], 0])
    expect(dialler.events).toEqual(['interrupted'])
  })

  it('takes the acknowledgement that was due with it', async () => {
    const pair = await linkPair({ resumeWindow })
    pair.dialler.call()
    await settled()
    expect(pair.acceptor.alarm.size).toBe(1)
    pair.dialler.transport.terminate()
    await settled()
    expect(pair.acceptor.alarm.size).toBe(0)
  })
})

describe('a link that resumes', () => {
  it('goes on with its calls, both ways, and runs nothing twice', async () => {
    const { pair, dialler, acceptor, call, incoming } = await lost()
    const between = acceptor.call() // while nobody is there
    acceptor.link.peer.answer(incoming, 'answered meanwhile')
    await settled()
    reconnect(pair)
    await settled()
    expect(call.ends).toEqual([{ kind: 'result', value: 'answered meanwhile' }])
    expect(dialler.calls).toHaveLength(1)
    dialler.link.peer.answer(dialler.calls[0] as IncomingCall, 'yes')
    await settled()
    expect(between.ends).toEqual([{ kind: 'result', value: 'yes' }])
    expect(acceptor.calls).toHaveLength(1)
    expect([dialler.link.interrupted, dialler.events]).toEqual([false, ['interrupted']])
  })

  it('sends again what was on the wire, in order', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler, acceptor } = pair
    dialler.transport.hold()
    const calls: ProbeCall[] = []
    for (let n = 0; n < 5; n++) {
      calls.push(dialler.call(new ProbeCall('S.m', [n])))
      await settled()
    }
    dialler.transport.deliver(2)
    dialler.transport.terminate()
    await settled()
    expect(dialler.link.canResume(acceptor.link.received)).toBe(true)
    reconnect(pair)
    await settled()
    expect(acceptor.calls.map(({ params }) => params[0])).toEqual([0, 1, 2, 3, 4])
    for (const incoming of acceptor.calls) acceptor.link.peer.answer(incoming, incoming.params[0])
    await settled()
    expect(calls.map(({ ends }) => ends)).toEqual(calls.map((_, value) => [{ kind: 'result', value }]))
  })

  it('again and again', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler, acceptor } = pair
    acceptor.serve = (call) => acceptor.link.peer.answer(call, call.params[0])
    const calls: ProbeCall[] = []
    let socket = dialler.transport
    for (let n = 0; n < 30; n++) {
      calls.push(dialler.call(new ProbeCall('S.m', [n])))
      if (n % 3 === 0) await settled()
      socket.terminate()
      await settled()
      ;[socket] = reconnect(pair)
      if (n % 4 === 0) await settled()
    }
    await settled()
    expect(calls.map(({ ends }) => ends)).toEqual(calls.map((_, value) => [{ kind: 'result', value }]))
    expect([dialler.link.peer.isIdle, acceptor.link.peer.isIdle]).toEqual([true, true])
  })

  it('goes on with its streams: no item is lost, none comes twice', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler: callee, acceptor: caller } = pair
    async function* source() {
      for (let n = 0; n < 3000; n++) yield { n, text: 'x'.repeat(1000) }
    }
    callee.serve = (incoming) => callee.link.peer.answer(incoming, source())
    const call = caller.call()
    await settled()
    const reading = drained((call.ends[0] as unknown as { value: AsyncIterable<unknown> }).value)
    let socket = callee.transport
    for (let n = 0; n < 20; n++) {
      for (let m = 0; m < n % 4; m++) await settled()
      socket.terminate()
      await settled()
      ;[socket] = reconnect(pair)
    }
    while (call.releases === 0) await turned()
    const { items, error } = await reading
    expect([items.length, error]).toEqual([3000, undefined])
    expect(items.map((item) => (item as { n: number }).n)).toEqual(items.map((_, at) => at))
    expect([caller.link.peer.isIdle, callee.link.peer.isIdle]).toEqual([true, true])
  })

  it('goes on with a large value in the middle', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler, acceptor } = pair
    dialler.transport.hold()
    const bytes = new Uint8Array(3_000_000).fill(7)
    const call = dialler.call(new ProbeCall('S.m', [bytes]))
    await settled()
    dialler.transport.deliver(3)
    dialler.transport.terminate()
    await settled()
    reconnect(pair)
    await turned()
    expect(acceptor.calls[0]?.params).toEqual([bytes])
    acceptor.link.peer.answer(acceptor.calls[0] as IncomingCall, 1)
    await settled()
    expect(call.ends).toEqual([{ kind: 'result', value: 1 }])
  })

  it('asks again whether its GOAWAY was heard', async () => {
    const { pair, dialler, acceptor, incoming } = await lost()
    acceptor.link.peer.goAway({ type: 'goAway' })
    acceptor.link.peer.answer(incoming, 1)
    await settled()
    expect(acceptor.events).not.toContain('quiet')
    reconnect(pair)
    await settled()
    expect(dialler.link.peer.isLeft).toBe(true)
    pair.clock.advance(100) // what was sent is acknowledged
    await settled()
    expect(acceptor.events).toContain('quiet')
  })

  it('can only with a count that can be right', async () => {
    const { dialler, acceptor } = await lost()
    expect(acceptor.link.received).toBe(1)
    expect([0, 1, 2, -1, 0.5].map((count) => dialler.link.canResume(count))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    dialler.link.close('normal')
    expect(dialler.link.canResume(1)).toBe(false)
  })
})

describe('a link that is not resumed', () => {
  const end = { code: 1006, reason: 'gone', local: false }

  it('ends all that is open, and tells what was sent as unknown', async () => {
    const { pair, dialler, acceptor, call, incoming } = await lost()
    for (const { link } of [dialler, acceptor]) link.abandon(end)
    for (const { link } of [dialler, acceptor]) link.abandon(end)
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    expect(incoming.ended).toMatchObject({ code: 'UNAVAILABLE' })
    for (const { ends, events, link } of [dialler, acceptor]) {
      expect([ends, events]).toEqual([[end], ['interrupted', 'end', 'gone']])
      expect([link.ended, link.interrupted]).toEqual([end, false])
    }
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('tells calls as not started that the other side did not count', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler } = pair
    dialler.transport.hold()
    const calls: ProbeCall[] = []
    for (let n = 0; n < 3; n++) {
      calls.push(dialler.call())
      await settled()
    }
    const large = dialler.call(new ProbeCall('S.m', [new Uint8Array(100_000)]))
    await settled()
    dialler.transport.terminate()
    await settled()
    calls.push(dialler.call())
    dialler.link.abandon(end, 2)
    expect([...calls, large].map(({ ends }) => ends)).toEqual(
      [true, true, false, false, false].map((written) => [{ kind: 'lost', written }]),
    )
  })

  it('drops the socket that it still has', async () => {
    const pair = await linkPair({ resumeWindow })
    pair.dialler.link.abandon(end)
    await settled()
    expect(pair.dialler.events).toEqual(['end', 'gone'])
    expect(pair.acceptor.events).toEqual(['interrupted'])
    expect(pair.dialler.transport.receiver).toBeUndefined()
  })

  it('may be closed instead', async () => {
    const { dialler, call } = await lost()
    dialler.link.close('goingAway')
    expect(dialler.events).toEqual(['interrupted', 'end', 'gone'])
    expect(dialler.ends).toMatchObject([{ code: 1001, local: true }])
    expect(call.ends).toHaveLength(1)
    expect(dialler.alarm.size).toBe(0)
  })

  it('may be ended inside of what is told at the interruption', async () => {
    const pair = await linkPair({ resumeWindow })
    const { dialler } = pair
    const call = dialler.call()
    await settled()
    const onInterrupted = dialler.onInterrupted.bind(dialler)
    dialler.onInterrupted = (why) => {
      onInterrupted(why)
      dialler.link.abandon(why)
    }
    dialler.transport.terminate()
    await settled()
    expect(dialler.events).toEqual(['interrupted', 'end', 'gone'])
    expect([call.ends.length, call.interruptions]).toEqual([1, 0])
  })
})

describe('a transport that is given away', () => {
  it('goes on with another link, and nobody is told', async () => {
    const old = await lost()
    // Both dial anew: a link of its own for the handshake.
    const fresh = await linkPair({ resumeWindow, fresh: true, silent: true })
    fresh.dialler.link.peer.hello({ ...hello, limits: {} })
    await settled()
    const received = { dialler: old.dialler.link.received, acceptor: old.acceptor.link.received }
    fresh.acceptor.welcome(hello)
    await settled()
    const [one, two] = [fresh.dialler.link.release(), fresh.acceptor.link.release()]
    expect([one, two]).toEqual([fresh.dialler.transport, fresh.acceptor.transport])
    for (const { events, alarm, link } of [fresh.dialler, fresh.acceptor]) {
      expect([events, alarm.size, link.ended?.code]).toEqual([[], 0, 1000])
      expect(() => link.release()).toThrow('has no transport')
    }
    old.acceptor.link.resume(two, received.dialler)
    old.dialler.link.resume(one, received.acceptor)
    old.acceptor.link.peer.answer(old.incoming, 'over the new one')
    await settled()
    expect(old.call.ends).toEqual([{ kind: 'result', value: 'over the new one' }])
    one.terminate()
    await settled()
    expect(old.dialler.events).toEqual(['interrupted', 'interrupted'])
    expect(fresh.dialler.events).toEqual([])
  })

  it('is told that more may come over it than a handshake needs', async () => {
    const { pair, acceptor } = await lost()
    const [one, two] = MemoryTransport.pair()
    let welcomed = 0
    Object.assign(two, { welcomed: () => welcomed++ })
    acceptor.link.resume(two, pair.dialler.link.received)
    pair.dialler.link.resume(one, acceptor.link.received)
    expect(welcomed).toBe(1)
  })
})

describe('an acknowledgement', () => {
  it('leaves 1 s after a small message, when nothing else does', async () => {
    const pair = await linkPair()
    const { dialler, acceptor, clock } = pair
    dialler.call()
    await settled()
    acceptor.transport.hold()
    clock.advance(littleAckDelay - 1)
    expect(acceptor.waiting).toBe(0)
    clock.advance(10)
    expect(acceptor.transport.queue).toEqual([new Uint8Array([0xdc, 0, 1, 1])])
    expect([acceptor.alarm.size, dialler.alarm.size]).toEqual([0, 0])
  })

  it('leaves 50 ms after a message that is not small, also when a small one came before', async () => {
    const { dialler, acceptor, clock } = await linkPair()
    acceptor.transport.hold()
    dialler.link.notify('S.n', [], undefined)
    await settled()
    clock.advance(500)
    dialler.link.notify('S.n', ['x'.repeat(littleAckBytes)], undefined)
    await settled()
    clock.advance(ackDelay - 1)
    expect(acceptor.waiting).toBe(0)
    clock.advance(10)
    expect(acceptor.transport.queue).toEqual([new Uint8Array([0xdc, 0, 1, 2])])
    expect([acceptor.alarm.size, dialler.alarm.size]).toEqual([0, 0])
  })

  it('leaves with whatever is said before, and then not again', async () => {
    const pair = await linkPair()
    const { dialler, acceptor, clock } = pair
    acceptor.serve = (call) => acceptor.link.peer.answer(call, 1)
    dialler.call()
    await settled()
    acceptor.transport.hold()
    clock.advance(littleAckDelay + 10)
    expect([acceptor.waiting, acceptor.alarm.size]).toEqual([0, 0])
  })

  it('leaves in the same turn after 32 messages', async () => {
    const { dialler, acceptor, clock } = await linkPair()
    acceptor.transport.hold()
    for (let n = 0; n < 32; n++) {
      expect(acceptor.waiting).toBe(0)
      dialler.link.notify('S.n', [], undefined)
      await settled()
    }
    expect(acceptor.waiting).toBe(1)
    clock.advance(littleAckDelay + 10)
    expect([acceptor.waiting, acceptor.alarm.size, dialler.alarm.size]).toEqual([1, 0, 0])
  })

  it('of an acknowledgement does not exist: two that say nothing fall silent', async () => {
    const pair = await linkPair()
    const { dialler, acceptor, clock } = pair
    let messages = 0
    for (const { transport } of [dialler, acceptor]) {
      const send = transport.send.bind(transport)
      transport.send = (payload) => (messages++, send(payload))
    }
    dialler.link.notify('S.n', [], undefined)
    for (let n = 0; n < 100; n++) {
      clock.advance(60)
      await settled()
    }
    expect([messages, clock.timers]).toEqual([2, 0])
  })

  it('is not sent by a link that has ended', async () => {
    const pair = await linkPair()
    pair.dialler.call()
    await settled()
    pair.acceptor.link.close('normal')
    await settled()
    expect(leftovers(pair)).toEqual(nothingLeft)
  })
})
