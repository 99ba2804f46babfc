import { littleAckDelay } from '../../src/limits.ts'
import { describe, expect, it } from 'vitest'
import { leftovers, linkPair, nothingLeft, settled } from './link-pair.ts'

const goAway = { type: 'goAway' } as const

describe.each(['dialler', 'acceptor'] as const)('after a GOAWAY of the %s', (role) => {
  async function scene() {
    const pair = await linkPair()
    const [leaver, stayer] =
      role === 'dialler' ? [pair.dialler, pair.acceptor] : [pair.acceptor, pair.dialler]
    return { pair, clock: pair.clock, leaver, stayer }
  }

  it('the other side closes when no call was open for three seconds', async () => {
    const { pair, clock, leaver, stayer } = await scene()
    leaver.link.peer.goAway(goAway)
    await settled()
    expect([leaver.ends, stayer.ends]).toEqual([[], []])
    clock.advance(2999)
    expect(stayer.ends).toEqual([])
    clock.advance(10)
    await settled()
    expect(stayer.ends).toEqual([{ code: 1001, reason: 'drained', local: true }])
    expect(leaver.ends).toEqual([{ code: 1001, reason: 'drained', local: false }])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('the other side waits for the calls of both directions, then three seconds', async () => {
    const { clock, leaver, stayer } = await scene()
    const mine = leaver.call()
    const theirs = stayer.call()
    await settled()
    leaver.link.peer.goAway(goAway)
    await settled()
    clock.advance(60_000)
    expect(stayer.ends).toEqual([])
    stayer.link.peer.answer(stayer.calls[0] as never, 1)
    await settled()
    clock.advance(60_000)
    expect([stayer.ends, mine.ends.length]).toEqual([[], 1])
    leaver.link.peer.answer(leaver.calls[0] as never, 1)
    await settled()
    expect(theirs.ends).toEqual([{ kind: 'result', value: 1 }])
    clock.advance(2999)
    expect(stayer.ends).toEqual([])
    clock.advance(10)
    expect(stayer.ends).toMatchObject([{ code: 1001 }])
  })

  it('a call of the one who leaves makes it wait again', async () => {
    const { clock, leaver, stayer } = await scene()
    leaver.link.peer.goAway(goAway)
    await settled()
    clock.advance(1500)
    const call = leaver.call()
    await settled()
    clock.advance(10_000)
    expect(stayer.ends).toEqual([])
    stayer.link.peer.answer(stayer.calls[0] as never, 1)
    await settled()
    expect(call.ends).toHaveLength(1)
    clock.advance(littleAckDelay + 10) // until it is acknowledged, the answer may be on its way
    await settled()
    clock.advance(2990)
    expect(stayer.ends).toEqual([])
    clock.advance(20)
    expect(stayer.ends).toHaveLength(1)
  })

  it('both are told that it is quiet, and not while a call is open, or an answer on its way', async () => {
    const { clock, leaver, stayer } = await scene()
    leaver.call()
    await settled()
    leaver.link.peer.goAway(goAway)
    await settled()
    expect([leaver.events, stayer.events]).toEqual([[], []])
    stayer.link.peer.answer(stayer.calls[0] as never, 1)
    await settled()
    expect(stayer.events).toEqual([])
    clock.advance(littleAckDelay + 10) // it is acknowledged
    await settled()
    for (const { events } of [leaver, stayer]) expect(new Set(events)).toEqual(new Set(['quiet']))
  })
})
