import { describe, expect, it } from 'vitest'
import type { MessageType } from '../../src/message.ts'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { inState } from './in-state.ts'
import { calling } from './probe-call.ts'

function bad(of: Exclude<MessageType, 'bad'>, id = -1) {
  return { type: 'bad', of, id, fault: 'nested deeper than 64' } as const
}

describe('a message whose value broke a limit', () => {
  it('CALL: is answered with an error, not started, and the others go on', () => {
    const { dialler, acceptor } = peerPair()
    const call = calling(dialler)
    acceptor.peer.receive(bad('call', call.id), 0)
    expect([acceptor.calls, acceptor.breaches, acceptor.peer.incoming]).toEqual([[], [], 0])
    acceptor.deliver(dialler, 0)
    expect(call.ends).toMatchObject([
      { kind: 'error', error: { code: 'INVALID_ARGUMENT', execution: 'not-started' } },
    ])
    expect(call.ends).toMatchObject([
      { error: { message: 'call has a value that is not taken: nested deeper than 64' } },
    ])
  })

  it.each([2, -1])('CALL: with an id that can not be, %i, is a breach', (id) => {
    const { acceptor } = peerPair()
    acceptor.peer.receive(bad('call', id), 0)
    expect([acceptor.breaches.length, acceptor.wire]).toEqual([1, []])
  })

  it('CALL: with an id in use is a breach', () => {
    const { dialler, acceptor } = peerPair()
    const { id } = calling(dialler)
    dialler.deliver(acceptor, 0)
    acceptor.peer.receive(bad('call', id), 0)
    expect(acceptor.breaches).toMatchObject([{ reason: `id ${id} is in use` }])
  })

  it.each(['result', 'error'] as const)('%s: fails its call, which has finished', (of) => {
    const { dialler } = peerPair()
    const call = calling(dialler)
    const other = calling(dialler)
    dialler.peer.receive(bad(of, call.id), 0)
    expect(call.ends).toMatchObject([
      { kind: 'error', error: { code: 'INVALID_ARGUMENT', execution: 'finished' } },
    ])
    expect([other.ends, dialler.breaches, dialler.peer.outgoing]).toEqual([[], [], 1])
  })

  it.each(['result', 'error'] as const)('%s: for no call is late', (of) => {
    const { dialler } = peerPair()
    dialler.peer.receive(bad(of), 0)
    expect([dialler.breaches, dialler.peer.counters.late]).toEqual([[], 1])
  })

  it('NOTIFY: is dropped and counted', () => {
    const { dialler } = peerPair()
    const told = dialler.told.length
    dialler.peer.receive(bad('notify', 2), 0)
    expect([dialler.breaches, dialler.peer.counters.badNotifies]).toEqual([[], 1])
    expect([dialler.told.length, dialler.wire]).toEqual([told, []])
  })

  it.each(['refuse', 'cancel', 'ping', 'pong', 'goAway', 'status'] as const)(
    '%s: can not be skipped, and is a breach',
    (of) => {
      const { acceptor } = peerPair()
      acceptor.peer.receive(bad(of, 1), 0)
      expect(acceptor.breaches).toEqual([
        { close: 'malformed', reason: `${of} has a value that is not taken: nested deeper than 64` },
      ])
    },
  )

  it.each([
    { role: 'acceptor', state: 'fresh', of: 'hello' },
    { role: 'dialler', state: 'greeted', of: 'welcome' },
  ] as const)('$of: is a breach', ({ role, state, of }) => {
    const { end } = inState(role, state)
    const told = end.told.length
    end.peer.receive(bad(of), 0)
    expect(end.breaches).toMatchObject([{ close: 'malformed' }])
    expect(end.told.length).toBe(told)
  })

  it('that is not allowed in the state is that breach', () => {
    const { end } = inState('acceptor', 'fresh')
    end.peer.receive(bad('call', 1), 0)
    expect(end.breaches).toMatchObject([{ reason: 'bad is not allowed here (acceptor, fresh)' }])
    expect(end.wire).toEqual([])
  })
})
