import { describe, expect, it } from 'vitest'
import { RpcError } from '../../src/errors.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { calling, ProbeCall } from './probe-call.ts'

const bad = Symbol('can not travel')

function holdsBad(message: OutgoingMessage): boolean {
  if (message.type === 'call' || message.type === 'notify') return message.params.includes(bad)
  if (message.type === 'result') return message.value === bad
  return message.type === 'error' && message.data === bad
}

/** From now on this end's dialect refuses what holds {@link bad}, as a codec would. */
function picky(end: PeerEnd): PeerEnd {
  end.send = (message) => {
    if (holdsBad(message)) {
      throw new RpcError('INVALID_ARGUMENT', "a symbol can't travel", { execution: 'not-started' })
    }
    return end.wire.push(message)
  }
  return end
}

function arrived(): { dialler: PeerEnd; acceptor: PeerEnd; call: ProbeCall; incoming: IncomingCall } {
  const { dialler, acceptor } = peerPair()
  const call = calling(dialler)
  dialler.deliver(acceptor, 0)
  return { dialler, acceptor: picky(acceptor), call, incoming: acceptor.calls[0] as IncomingCall }
}

describe('a value that can not travel', () => {
  it('in params fails its call by a throw, and leaves nothing', () => {
    const { dialler, acceptor } = peerPair()
    picky(dialler)
    const before = calling(dialler)
    const failed = new ProbeCall('S.m', [bad])
    expect(() => calling(dialler, failed)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', execution: 'not-started' }) as Error,
    )
    const after = calling(dialler)
    expect(dialler.peer.outgoing).toBe(2)
    dialler.deliver(acceptor, 0)
    for (const call of acceptor.calls) acceptor.peer.answer(call, call.id)
    acceptor.deliver(dialler, 0)
    dialler.close()
    expect(failed.ends).toEqual([])
    expect(before.ends).toEqual([{ kind: 'result', value: before.id }])
    expect(after.ends).toEqual([{ kind: 'result', value: after.id }])
  })

  it('in the params of a notify is thrown', () => {
    const { dialler } = peerPair()
    picky(dialler)
    expect(() => dialler.peer.notify('S.m', [bad], undefined)).toThrow("a symbol can't travel")
    expect(dialler.wire).toEqual([])
  })

  it('as a result is an error of a finished call that says so', () => {
    const { dialler, acceptor, call, incoming } = arrived()
    acceptor.peer.answer(incoming, bad)
    acceptor.deliver(dialler, 0)
    expect(call.ends).toMatchObject([
      { kind: 'error', error: { code: 'INVALID_ARGUMENT', execution: 'finished' } },
    ])
    expect(call.ends).toMatchObject([
      { error: { message: "the method's result can't travel: a symbol can't travel" } },
    ])
    expect(acceptor.peer.incoming).toBe(0)
  })

  it('as the data of an error lets the error go without it', () => {
    const { dialler, acceptor, call, incoming } = arrived()
    acceptor.peer.fail(incoming, { code: 'ABORTED', message: 'no', data: bad, execution: 'not-started' })
    acceptor.deliver(dialler, 0)
    expect(call.ends).toMatchObject([
      {
        kind: 'error',
        error: {
          code: 'ABORTED',
          execution: 'not-started',
          message: "no (its data can't travel: a symbol can't travel)",
        },
      },
    ])
    expect(acceptor.peer.incoming).toBe(0)
  })

  it('is told in a message that always fits', () => {
    const { acceptor, incoming } = arrived()
    acceptor.send = (message) => {
      if (message.type === 'error' && message.message.length > 1024) {
        throw new RpcError('INVALID_ARGUMENT', 'e'.repeat(5000), { execution: 'not-started' })
      }
      return acceptor.wire.push(message)
    }
    acceptor.peer.fail(incoming, { code: 'ABORTED', message: 'm'.repeat(5000), execution: 'finished' })
    expect(acceptor.wire).toMatchObject([{ type: 'error', code: 'ABORTED' }])
  })

  it('that breaks something else is not hidden', () => {
    const { acceptor, incoming } = arrived()
    acceptor.send = () => {
      throw new RangeError('broken')
    }
    expect(() => acceptor.peer.answer(incoming, 1)).toThrow(RangeError)
  })
})
