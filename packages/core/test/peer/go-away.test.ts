import { describe, expect, it } from 'vitest'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { calling } from './probe-call.ts'

const goAway = { type: 'goAway', reason: 'restart' } as const

describe.each(['dialler', 'acceptor'] as const)('GOAWAY of the %s', (role) => {
  function scene() {
    const { dialler, acceptor } = peerPair()
    const [leaver, stayer] = role === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
    return { leaver, stayer }
  }

  it('is told to the other side, which may make no new calls', () => {
    const { leaver, stayer } = scene()
    leaver.peer.goAway(goAway)
    leaver.deliver(stayer, 0)
    expect(stayer.told).toContainEqual(goAway)
    expect([leaver.peer.isLeft, stayer.peer.isLeft]).toEqual([false, true])
    expect(() => calling(stayer)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }) as Error)
    expect(() => stayer.peer.notify('S.m', [], undefined)).toThrow('takes no new calls')
  })

  it('lets its sender call on, and the other side serve', () => {
    const { leaver, stayer } = scene()
    leaver.peer.goAway(goAway)
    const call = calling(leaver)
    leaver.deliver(stayer, 0)
    stayer.serve = undefined
    for (const incoming of stayer.calls) stayer.peer.answer(incoming, 'yes')
    stayer.deliver(leaver, 0)
    expect(call.ends).toEqual([{ kind: 'result', value: 'yes' }])
  })

  it('lets calls that crossed it arrive, to be refused', () => {
    const { leaver, stayer } = scene()
    const call = calling(stayer)
    leaver.peer.goAway(goAway)
    leaver.serve = (incoming) => leaver.peer.refuse(incoming, 'draining')
    stayer.deliver(leaver, 0)
    leaver.deliver(stayer, 0)
    expect(call.ends).toEqual([{ kind: 'refused', reason: 'draining' }])
  })

  it('tells both when the last call has ended, and not before', () => {
    const { leaver, stayer } = scene()
    const calls = [calling(leaver), calling(stayer)]
    leaver.deliver(stayer, 0)
    stayer.deliver(leaver, 0)
    leaver.peer.goAway(goAway)
    leaver.deliver(stayer, 0)
    stayer.deliver(leaver, 0)
    expect([leaver.quiet, stayer.quiet]).toEqual([0, 0])
    stayer.peer.answer(stayer.calls[0] as never, 1)
    stayer.deliver(leaver, 0)
    expect([leaver.quiet, stayer.quiet]).toEqual([0, 0])
    leaver.peer.fail(leaver.calls[0] as never, { code: 'ABORTED', message: '', execution: 'finished' })
    expect([leaver.quiet, stayer.quiet]).toEqual([1, 0])
    leaver.deliver(stayer, 0)
    expect([leaver.quiet, stayer.quiet]).toEqual([1, 1])
    expect(calls.map((call) => call.ends.length)).toEqual([1, 1])
  })

  it('tells the one who leaves when the other side has heard it, and there is no call', () => {
    const { leaver, stayer } = scene()
    leaver.peer.goAway(goAway)
    expect(leaver.quiet).toBe(0)
    leaver.deliver(stayer, 0)
    expect([leaver.quiet, stayer.quiet > 0]).toEqual([0, true])
    stayer.deliver(leaver, 0)
    expect(leaver.quiet).toBe(1)
  })

  it('does not tell before a call that crossed it has arrived and ended', () => {
    const { leaver, stayer } = scene()
    leaver.peer.goAway(goAway)
    const call = calling(stayer)
    leaver.deliver(stayer, 0)
    expect(leaver.quiet).toBe(0)
    stayer.deliver(leaver, 0, 1)
    leaver.peer.refuse(leaver.calls[0] as never, 'draining')
    expect(leaver.quiet).toBe(0)
    stayer.deliver(leaver, 0)
    expect(leaver.quiet).toBe(1)
    leaver.deliver(stayer, 0)
    expect(call.ends).toEqual([{ kind: 'refused', reason: 'draining' }])
  })

  it('is not taken as heard by the answer to an earlier PING', () => {
    const { leaver, stayer } = scene()
    leaver.peer.beat({ interval: 10, misses: 2 }, 0)
    leaver.peer.tick(20)
    leaver.deliver(stayer, 20)
    leaver.peer.goAway(goAway)
    stayer.deliver(leaver, 20)
    expect(leaver.quiet).toBe(0)
    leaver.deliver(stayer, 20)
    stayer.deliver(leaver, 20)
    expect(leaver.quiet).toBeGreaterThan(0)
  })

  it('tells also when the last end was a refusal', () => {
    const { leaver, stayer } = scene()
    calling(leaver)
    leaver.peer.goAway(goAway)
    leaver.deliver(stayer, 0)
    expect(stayer.quiet).toBe(0)
    stayer.peer.refuse(stayer.calls[0] as never, 'full')
    expect(stayer.quiet).toBe(1)
  })

  it('is sent once', () => {
    const { leaver } = scene()
    leaver.peer.goAway(goAway)
    leaver.peer.goAway(goAway)
    expect(leaver.wire.map(({ type }) => type)).toEqual(['goAway', 'ping'])
  })

  it('may be said by both at once: no calls either way, open ones end', () => {
    const { leaver, stayer } = scene()
    const call = calling(stayer)
    leaver.peer.goAway(goAway)
    stayer.peer.goAway(goAway)
    leaver.deliver(stayer, 0)
    stayer.deliver(leaver, 0)
    expect([leaver.peer.state, stayer.peer.state]).toEqual(['parting', 'parting'])
    for (const end of [leaver, stayer]) expect(end.peer.mayCall).toBe(false)
    leaver.peer.answer(leaver.calls[0] as never, 1)
    leaver.deliver(stayer, 0)
    stayer.deliver(leaver, 0)
    expect(call.ends.length).toBe(1)
    expect([leaver.quiet > 0, stayer.quiet > 0]).toEqual([true, true])
  })
})

it('without a GOAWAY nobody is told that it is quiet', () => {
  const { dialler, acceptor } = peerPair()
  calling(dialler)
  dialler.deliver(acceptor, 0)
  acceptor.peer.answer(acceptor.calls[0] as never, 1)
  acceptor.deliver(dialler, 0)
  expect([dialler.quiet, acceptor.quiet]).toEqual([0, 0])
  expect([dialler.peer.isQuiet, acceptor.peer.isQuiet]).toEqual([false, false])
})
