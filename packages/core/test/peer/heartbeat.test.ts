import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../src/peer/heartbeat.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { inState } from './in-state.ts'

const options = { interval: 100, misses: 2 }

/** What each tick says, one interval after the other; a sign of life comes before those that are listed. */
function verdicts(heartbeat: Heartbeat, ticks: number, heardBefore: readonly number[] = []): string[] {
  return Array.from({ length: ticks }, (_, i) => {
    if (heardBefore.includes(i)) heartbeat.heard()
    return heartbeat.tick(heartbeat.next)
  })
}

describe('a heartbeat', () => {
  it('that pings always asks every interval, and gives up after so many looks without a sign of life', () => {
    expect(verdicts(new Heartbeat(options, 'always', 0), 4)).toEqual(['ping', 'ping', 'lost', 'lost'])
    expect(verdicts(new Heartbeat({ interval: 100, misses: 1 }, 'always', 0), 2)).toEqual(['ping', 'lost'])
  })

  it('that pings when it is silent asks only then', () => {
    const heartbeat = new Heartbeat(options, 'when-silent', 0)
    expect(verdicts(heartbeat, 6, [1, 2])).toEqual(['quiet', 'quiet', 'quiet', 'ping', 'lost', 'lost'])
  })

  it('begins to count anew at each sign of life', () => {
    const heartbeat = new Heartbeat(options, 'always', 0)
    expect(verdicts(heartbeat, 7, [2, 4])).toEqual(['ping', 'ping', 'ping', 'ping', 'ping', 'ping', 'lost'])
  })

  it('says nothing before its time', () => {
    const heartbeat = new Heartbeat(options, 'always', 50)
    expect(heartbeat.next).toBe(150)
    expect(heartbeat.tick(149.9)).toBe('quiet')
    expect(heartbeat.next).toBe(150)
    expect(heartbeat.tick(150)).toBe('ping')
    expect(heartbeat.next).toBe(250)
  })

  it('judges nothing by a tick that is late by more than an interval, and waits one more', () => {
    const heartbeat = new Heartbeat({ interval: 100, misses: 1 }, 'always', 0)
    expect(heartbeat.tick(100)).toBe('ping')
    expect(heartbeat.tick(301)).toBe('ping') // would be lost
    expect(heartbeat.next).toBe(401)
    expect(heartbeat.tick(401)).toBe('lost')
  })

  it('judges by one that is late by an interval or less', () => {
    const heartbeat = new Heartbeat({ interval: 100, misses: 1 }, 'always', 0)
    heartbeat.tick(100)
    expect(heartbeat.tick(300)).toBe('lost')
  })

  it('forgets the misses before a late tick', () => {
    const heartbeat = new Heartbeat(options, 'always', 0)
    heartbeat.tick(100)
    expect(heartbeat.tick(200)).toBe('ping') // one miss
    expect(heartbeat.tick(5000)).toBe('ping')
    expect(heartbeat.tick(5100)).toBe('ping')
    expect(heartbeat.tick(5200)).toBe('lost')
  })

  it('of interval 0 is never due', () => {
    expect(new Heartbeat({ interval: 0, misses: 2 }, 'always', 5).next).toBe(Infinity)
  })
})

/** Ticks an end at its next time. */
function tick(end: PeerEnd): void {
  end.peer.tick(end.peer.nextTick)
}

describe('a peer with a heartbeat', () => {
  it('pings always as the acceptor, and after a silence as the dialler', () => {
    const { dialler, acceptor } = peerPair()
    for (const end of [dialler, acceptor]) {
      end.peer.beat(options, 0)
      expect(end.peer.nextTick).toBe(100)
      tick(end)
    }
    expect([dialler.wire, acceptor.wire]).toEqual([[], [{ type: 'ping', nonce: 1 }]])
    tick(dialler)
    expect(dialler.wire).toEqual([{ type: 'ping', nonce: 1 }])
  })

  it('answers a PING with its number, and takes the PONG for life', () => {
    const { dialler, acceptor } = peerPair()
    acceptor.peer.beat({ interval: 100.5, misses: 1 }, 0)
    for (let n = 0; n < 5; n++) {
      tick(acceptor)
      expect(acceptor.wire).toHaveLength(1)
      acceptor.deliver(dialler, 0)
      expect(dialler.wire).toEqual([{ type: 'pong', nonce: n + 1 }])
      dialler.deliver(acceptor, 0)
    }
    expect(acceptor.breaches).toEqual([])
  })

  it('ends a connection in which nobody is', () => {
    const { acceptor } = peerPair()
    acceptor.peer.beat(options, 0)
    for (let n = 0; n < 3; n++) tick(acceptor)
    expect(acceptor.breaches).toEqual([{ close: 'silent', reason: 'the heartbeat found nobody' }])
    expect(acceptor.peer.nextTick).toBe(Infinity)
  })

  it('takes any message for life', () => {
    const { dialler, acceptor } = peerPair()
    acceptor.peer.beat({ interval: 100, misses: 1 }, 0)
    for (let n = 0; n < 5; n++) {
      dialler.peer.notify('S.m', [], undefined)
      dialler.deliver(acceptor, 0)
      tick(acceptor)
    }
    expect(acceptor.breaches).toEqual([])
  })

  it('has no tick without one', () => {
    expect(peerPair().dialler.peer.nextTick).toBe(Infinity)
  })
})

describe('the handshake', () => {
  it.each([
    { role: 'dialler', state: 'fresh' },
    { role: 'dialler', state: 'greeted' },
    { role: 'acceptor', state: 'fresh' },
    { role: 'acceptor', state: 'greeted' },
  ] as const)('of the $role has 5 s, $state', ({ role, state }) => {
    const { end } = inState(role, state)
    expect(end.peer.nextTick).toBe(5000)
    end.peer.tick(4999.9)
    expect(end.breaches).toEqual([])
    end.peer.tick(5000)
    expect(end.breaches).toEqual([{ close: 'handshakeTimeout', reason: 'no handshake within 5000 ms' }])
    expect(end.peer.state).toBe('closed')
  })

  it('in time leaves no tick behind', () => {
    const { end } = inState('acceptor', 'open')
    end.peer.tick(60_000)
    expect([end.breaches, end.peer.nextTick]).toEqual([[], Infinity])
  })
})
