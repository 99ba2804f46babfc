import { describe, expect, it } from 'vitest'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { calling } from './probe-call.ts'

describe('ids', () => {
  it('are odd and rising at the dialler, even and rising at the acceptor, for calls and notifies alike', () => {
    for (const [role, expected] of [
      ['dialler', [1, 3, 5]],
      ['acceptor', [2, 4, 6]],
    ] as const) {
      const end = peerPair()[role]
      calling(end)
      end.peer.notify('S.m', [], undefined)
      calling(end)
      expect(end.wire.map((message) => 'id' in message && message.id)).toEqual(expected)
    }
  })

  it('are not used again after an answer', () => {
    const { dialler, acceptor } = peerPair()
    const first = calling(dialler)
    dialler.deliver(acceptor, 0)
    acceptor.peer.answer(acceptor.calls[0] as never, 1)
    acceptor.deliver(dialler, 0)
    expect(calling(dialler).id).toBeGreaterThan(first.id)
  })

  it.each([
    { role: 'acceptor', id: 2 },
    { role: 'acceptor', id: 0 },
    { role: 'acceptor', id: -1 },
    { role: 'dialler', id: 1 },
    { role: 'dialler', id: 0 },
    { role: 'dialler', id: -2 },
  ] as const)('of the wrong parity end the connection: $id to the $role', ({ role, id }) => {
    const end = peerPair()[role]
    end.peer.receive({ type: 'call', id, method: 'S.m', params: [] }, 0)
    expect(end.breaches).toEqual([
      { close: 'malformed', reason: expect.stringContaining(`id ${id}`) as string },
    ])
    expect(end.calls).toEqual([])
  })

  it('of the wrong parity end the connection for a notify too', () => {
    const { acceptor } = peerPair()
    const told = acceptor.told.length
    acceptor.peer.receive({ type: 'notify', id: 2, method: 'S.m', params: [] }, 0)
    expect([acceptor.breaches.length, acceptor.told.length]).toEqual([1, told])
  })

  it.each(['call', 'notify'] as const)('in use end the connection: %s', (type) => {
    const { acceptor } = peerPair()
    acceptor.peer.receive({ type: 'call', id: 1, method: 'S.m', params: [] }, 0)
    acceptor.peer.receive({ type, id: 1, method: 'S.m', params: [] }, 0)
    expect(acceptor.breaches).toEqual([{ close: 'malformed', reason: 'id 1 is in use' }])
    expect(acceptor.calls.length).toBe(1)
  })

  it('may arrive in any order', () => {
    const { acceptor } = peerPair()
    for (const id of [5, 1, 9, 3]) acceptor.peer.receive({ type: 'call', id, method: 'S.m', params: [] }, 0)
    expect(acceptor.calls.map((call) => call.id)).toEqual([5, 1, 9, 3])
    expect(acceptor.breaches).toEqual([])
  })

  it('of no call make an answer late: it is counted, and harms nobody', () => {
    const { dialler } = peerPair()
    const call = calling(dialler)
    dialler.peer.receive({ type: 'result', id: 77, value: 1 }, 0)
    dialler.peer.receive({ type: 'error', id: 79, code: 'ABORTED', message: '', execution: 'finished' }, 0)
    dialler.peer.receive({ type: 'refuse', id: 2, reason: 'full' }, 0)
    expect(dialler.peer.counters.late).toBe(3)
    dialler.peer.receive({ type: 'result', id: call.id, value: 1 }, 0)
    dialler.peer.receive({ type: 'result', id: call.id, value: 2 }, 0)
    expect(dialler.peer.counters.late).toBe(4)
    expect(call.ends).toEqual([{ kind: 'result', value: 1 }])
    expect(dialler.breaches).toEqual([])
  })

  it('of no call make a CANCEL pass by', () => {
    const { acceptor } = peerPair()
    acceptor.peer.receive({ type: 'cancel', id: 5 }, 0)
    expect([acceptor.breaches, acceptor.wire]).toEqual([[], []])
  })

  it('of a breach end every call of both directions, and nothing is taken afterwards', () => {
    const { dialler, acceptor } = peerPair()
    const call = calling(acceptor)
    calling(dialler)
    dialler.deliver(acceptor, 0)
    acceptor.peer.receive({ type: 'call', id: 2, method: 'S.m', params: [] }, 0)
    expect(call.ends).toEqual([{ kind: 'lost', written: false }])
    expect(acceptor.calls[0]?.ended).toMatchObject({ code: 'UNAVAILABLE' })
    acceptor.peer.receive({ type: 'call', id: 9, method: 'S.m', params: [] }, 0)
    expect([acceptor.calls.length, acceptor.breaches.length, acceptor.peer.state]).toEqual([1, 1, 'closed'])
  })
})
