import { describe, expect, it } from 'vitest'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { calling } from './probe-call.ts'

describe('a lost connection', () => {
  it('tells each call whether it had arrived, which its dialect knows', () => {
    const { dialler } = peerPair()
    const written = [calling(dialler), calling(dialler)]
    const waiting = [calling(dialler), calling(dialler)]
    const asked: number[] = []
    dialler.peer.close((id) => (asked.push(id), id <= (written[1]?.id ?? 0)))
    expect(asked).toEqual([...written, ...waiting].map(({ id }) => id))
    for (const call of written) expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    for (const call of waiting) expect(call.ends).toEqual([{ kind: 'lost', written: false }])
    expect(dialler.peer.outgoing).toBe(0)
  })

  it('is asked about no call that was answered', () => {
    const { dialler, acceptor } = peerPair()
    const answered = calling(dialler)
    const open = calling(dialler)
    dialler.deliver(acceptor, 0)
    acceptor.peer.answer(acceptor.calls[0] as never, 1)
    acceptor.deliver(dialler, 0)
    const asked: number[] = []
    dialler.peer.close((id) => (asked.push(id), true))
    expect(asked).toEqual([open.id])
    expect(answered.ends).toEqual([{ kind: 'result', value: 1 }])
  })

  it('is told to each method that still works, and its answer goes nowhere', () => {
    const { dialler, acceptor } = peerPair()
    calling(dialler)
    dialler.deliver(acceptor, 0)
    const [call] = acceptor.calls
    if (call === undefined) throw new Error('it did not arrive')
    const reasons: unknown[] = []
    call.onEnded = (reason) => reasons.push(reason)
    acceptor.close()
    expect(reasons).toMatchObject([{ code: 'UNAVAILABLE' }])
    acceptor.peer.answer(call, 1)
    expect([acceptor.wire, acceptor.peer.incoming]).toEqual([[], 0])
  })

  it('is told once, and takes no calls any more', () => {
    const { dialler } = peerPair()
    const call = calling(dialler)
    dialler.close()
    dialler.close()
    expect(call.ends.length).toBe(1)
    expect(dialler.peer.mayCall).toBe(false)
    expect(() => calling(dialler)).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', execution: 'not-started' }) as Error,
    )
  })

  it('ends calls that are made again elsewhere while they are told', () => {
    const lost = peerPair().dialler
    const other = peerPair().dialler
    const call = calling(lost)
    call.onLost = () => other.peer.call(call, 0)
    lost.close()
    expect([lost.peer.outgoing, other.peer.outgoing]).toEqual([0, 1])
  })

  it('has no tick', () => {
    const { dialler } = peerPair()
    dialler.peer.beat({ interval: 10, misses: 1 }, 0)
    dialler.close()
    expect(dialler.peer.nextTick).toBe(Infinity)
    dialler.peer.tick(1e6)
    expect([dialler.breaches, dialler.wire]).toEqual([[], []])
  })
})
