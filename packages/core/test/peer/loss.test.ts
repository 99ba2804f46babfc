import { describe, expect, it } from 'vitest'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { calling } from './probe-call.ts'

describe('a lost connection', () => {
  it('tells each call whether it was written', () => {
    const { dialler } = peerPair()
    const written = [calling(dialler), calling(dialler)]
    dialler.peer.written()
    const waiting = [calling(dialler), calling(dialler)]
    dialler.peer.close()
    for (const call of written) expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    for (const call of waiting) expect(call.ends).toEqual([{ kind: 'lost', written: false }])
    expect(dialler.peer.outgoing).toBe(0)
  })

  it('counts as written only what was sent before: a call that makes its batch leave is not in that batch', () => {
    const { dialler } = peerPair()
    const first = calling(dialler)
    dialler.send = (message) => {
      dialler.peer.written() // the batch before this message leaves
      dialler.wire.push(message)
    }
    const second = calling(dialler)
    dialler.peer.close()
    expect(first.ends).toEqual([{ kind: 'lost', written: true }])
    expect(second.ends).toEqual([{ kind: 'lost', written: false }])
  })

  it('is told to each method that still works, and its answer goes nowhere', () => {
    const { dialler, acceptor } = peerPair()
    calling(dialler)
    dialler.deliver(acceptor, 0)
    const [call] = acceptor.calls
    if (call === undefined) throw new Error('it did not arrive')
    const reasons: unknown[] = []
    call.onEnded = (reason) => reasons.push(reason)
    acceptor.peer.close()
    expect(reasons).toMatchObject([{ code: 'UNAVAILABLE' }])
    acceptor.peer.answer(call, 1)
    expect([acceptor.wire, acceptor.peer.incoming]).toEqual([[], 0])
  })

  it('is told once, and takes no calls any more', () => {
    const { dialler } = peerPair()
    const call = calling(dialler)
    dialler.peer.close()
    dialler.peer.close()
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
    lost.peer.close()
    expect([lost.peer.outgoing, other.peer.outgoing]).toEqual([0, 1])
  })

  it('has no tick', () => {
    const { dialler } = peerPair()
    dialler.peer.beat({ interval: 10, misses: 1 }, 0)
    dialler.peer.close()
    expect(dialler.peer.nextTick).toBe(Infinity)
    dialler.peer.tick(1e6)
    expect([dialler.breaches, dialler.wire]).toEqual([[], []])
  })
})
