import { describe, expect, it } from 'vitest'
import { leftovers, linkPair, nothingLeft, settled } from './link-pair.ts'

const heartbeat = { interval: 1000, misses: 2 }

describe('the heartbeat of a link', () => {
  it('goes on for ever while the other side answers', async () => {
    const pair = await linkPair({ heartbeat })
    for (let n = 0; n < 50; n++) {
      pair.clock.advance(1000)
      await settled()
    }
    expect([pair.dialler.ends, pair.acceptor.ends]).toEqual([[], []])
    pair.dialler.link.close('normal')
    await settled()
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('drops a transport behind which nobody is, at once', async () => {
    const pair = await linkPair({ heartbeat })
    const call = pair.acceptor.call()
    await settled()
    pair.dialler.transport.hold()
    pair.dialler.transport.receiver = undefined // the cable is out: nothing is read, nothing is told
    const closes: unknown[] = []
    pair.acceptor.transport.close = (...args) => closes.push(args)
    for (let n = 0; n < 4; n++) {
      pair.clock.advance(1000)
      await settled()
    }
    expect(pair.acceptor.ends).toEqual([{ code: 4409, reason: 'the heartbeat found nobody', local: true }])
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    expect([closes, pair.acceptor.events]).toEqual([[], ['end', 'gone']])
  })

  it('of the dialler watches too', async () => {
    const pair = await linkPair({ heartbeat })
    pair.acceptor.transport.hold()
    for (let n = 0; n < 5; n++) {
      pair.clock.advance(1000)
      await settled()
    }
    expect(pair.dialler.ends).toMatchObject([{ code: 4409 }])
  })

  it('survives a machine that slept', async () => {
    const pair = await linkPair({ heartbeat: { interval: 1000, misses: 1 } })
    pair.clock.advance(1000)
    await settled()
    pair.clock.jump(3_600_000)
    await settled()
    pair.clock.advance(1000)
    await settled()
    expect([pair.dialler.ends, pair.acceptor.ends]).toEqual([[], []])
  })
})

describe('the handshake of a link', () => {
  it('is given up after 5 s, by both', async () => {
    const pair = await linkPair({ fresh: true })
    pair.clock.advance(4999)
    expect([pair.dialler.ends, pair.acceptor.ends]).toEqual([[], []])
    pair.clock.advance(9)
    expect([pair.dialler.ends, pair.acceptor.ends]).toMatchObject([[{ code: 4408 }], [{ code: 4408 }]])
    await settled()
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('that was had in time leaves nothing in the alarm', async () => {
    const pair = await linkPair()
    expect([pair.dialler.alarm.size, pair.acceptor.alarm.size]).toEqual([0, 0])
    pair.clock.advance(60_000)
    expect([pair.dialler.ends, pair.acceptor.ends, pair.clock.timers]).toEqual([[], [], 0])
  })
})
