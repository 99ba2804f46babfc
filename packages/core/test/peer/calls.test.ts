import { describe, expect, it } from 'vitest'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { calling, ProbeCall } from './probe-call.ts'

const error = { code: 'ABORTED', message: 'no', execution: 'finished', data: { why: 1 } } as const

/** A call that has arrived, either way. */
function arrived(direction: 'dialler' | 'acceptor'): {
  caller: PeerEnd
  callee: PeerEnd
  call: ProbeCall
  incoming: IncomingCall
} {
  const { dialler, acceptor } = peerPair()
  const [caller, callee] = direction === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
  const call = calling(caller, new ProbeCall('S.m', ['x', 2]))
  caller.deliver(callee, 0)
  return { caller, callee, call, incoming: callee.calls[0] as IncomingCall }
}

describe.each(['dialler', 'acceptor'] as const)('a call of the %s', (direction) => {
  it('arrives with its method, params, meta and the time left from now on', () => {
    const { dialler, acceptor } = peerPair({ now: 1000 })
    const [caller, callee] = direction === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
    const meta = { attempt: 2 }
    calling(caller, new ProbeCall('S.m', ['x'], 1250.5, meta), 1000)
    caller.deliver(callee, 70_000)
    expect(callee.calls[0]).toMatchObject({ method: 'S.m', params: ['x'], deadline: 70_251, meta })
    expect(callee.peer.incoming).toBe(1)
    expect(caller.peer.outgoing).toBe(1)
  })

  it('is told its result', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.answer(incoming, 'done')
    callee.deliver(caller, 0)
    expect(call.ends).toEqual([{ kind: 'result', value: 'done' }])
    expect([caller.peer.outgoing, callee.peer.incoming]).toEqual([0, 0])
  })

  it('is told its error, with code, data and execution', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.fail(incoming, error)
    callee.deliver(caller, 0)
    expect(call.ends).toMatchObject([{ kind: 'error', error }])
    expect([caller.peer.outgoing, callee.peer.incoming]).toEqual([0, 0])
  })

  it('keeps the name of an error without a code as its cause', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.fail(incoming, { code: 'UNKNOWN', message: 'm', execution: 'finished', name: 'TypeError' })
    callee.deliver(caller, 0)
    expect(call.ends).toMatchObject([{ error: { cause: { name: 'TypeError', message: 'm' } } }])
  })

  it('is told a refusal', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.refuse(incoming, 'paused')
    callee.deliver(caller, 0)
    expect(call.ends).toEqual([{ kind: 'refused', reason: 'paused' }])
    expect([caller.peer.outgoing, callee.peer.incoming]).toEqual([0, 0])
  })

  it('is answered once, whatever is tried afterwards', () => {
    const { callee, incoming } = arrived(direction)
    callee.peer.answer(incoming, 1)
    callee.peer.answer(incoming, 2)
    callee.peer.fail(incoming, error)
    callee.peer.refuse(incoming, 'full')
    expect(callee.wire.map((message) => message.type)).toEqual(['result'])
  })

  it('that was cancelled is told to its method, and is still answered', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    const reasons: unknown[] = []
    incoming.onEnded = (reason) => reasons.push(reason)
    caller.peer.cancel(call)
    caller.peer.cancel(call)
    caller.deliver(callee, 0)
    expect(reasons).toMatchObject([{ code: 'CANCELLED' }])
    expect(incoming.ended).toBe(reasons[0])
    expect(caller.peer.outgoing).toBe(1)
    callee.peer.answer(incoming, 'late')
    callee.deliver(caller, 0)
    expect(call.ends).toEqual([{ kind: 'result', value: 'late' }])
    expect([caller.peer.outgoing, callee.peer.incoming]).toEqual([0, 0])
  })

  it('that was answered can not be cancelled any more: nothing is sent', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.answer(incoming, 1)
    callee.deliver(caller, 0)
    caller.peer.cancel(call)
    expect(caller.wire).toEqual([])
  })

  it('may be cancelled while its answer is on the way: both arrive, nothing happens', () => {
    const { caller, callee, call, incoming } = arrived(direction)
    callee.peer.answer(incoming, 1)
    caller.peer.cancel(call)
    caller.deliver(callee, 0)
    callee.deliver(caller, 0)
    expect(call.ends).toEqual([{ kind: 'result', value: 1 }])
    expect(incoming.ended).toBeUndefined()
    expect([caller.breaches, callee.breaches]).toEqual([[], []])
  })
})

describe('the counters of a peer', () => {
  it('are those that somebody reads', () => {
    const { dialler } = peerPair()
    expect(dialler.peer.counters).toEqual({ late: 0, badNotifies: 0 })
  })
})

describe('time left', () => {
  it.each([
    { what: 'is absent when there is no deadline', deadline: Infinity, timeLeft: undefined },
    { what: 'is rounded up', deadline: 10.2, timeLeft: 11 },
    { what: 'is 0 when it has passed', deadline: -5, timeLeft: 0 },
    { what: 'that a receiver could not take is for ever', deadline: Number.MAX_VALUE, timeLeft: undefined },
    { what: 'may be as long as an exact number', deadline: 2 ** 53 - 1, timeLeft: 2 ** 53 - 1 },
  ])('$what', ({ deadline, timeLeft }) => {
    const { dialler } = peerPair()
    calling(dialler, new ProbeCall('S.m', [], deadline))
    expect(dialler.wire).toMatchObject([{ timeLeft }])
  })

  it('of a call without one never ends', () => {
    const { dialler, acceptor } = peerPair()
    calling(dialler)
    dialler.deliver(acceptor, 5)
    expect(acceptor.calls[0]?.deadline).toBe(Infinity)
  })
})

describe('a notify', () => {
  it('arrives with its meta, takes no slot and gets no answer', () => {
    const { dialler, acceptor } = peerPair()
    dialler.peer.notify('S.m', [1], { metadata: { a: 1 } })
    dialler.deliver(acceptor, 0)
    expect(acceptor.told.at(-1)).toMatchObject({
      type: 'notify',
      method: 'S.m',
      params: [1],
      meta: { metadata: { a: 1 } },
    })
    expect([dialler.peer.outgoing, acceptor.peer.incoming, acceptor.wire.length]).toEqual([0, 0, 0])
  })
})
