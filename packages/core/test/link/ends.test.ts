import { describe, expect, it } from 'vitest'
import { closeCodes } from '../../src/close.ts'
import { maxBufferedBytes, maxWireBytes, sendWindow } from '../../src/limits.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { hello } from '../peer/samples.ts'
import { leftovers, type LinkPair, linkPair, nothingLeft, settled } from './link-pair.ts'

function ways({ dialler, acceptor }: LinkPair) {
  return [
    [dialler, acceptor],
    [acceptor, dialler],
  ] as const
}

describe('a close', () => {
  it.each(['normal', 'malformed', 'version', 'internal'] as const)('%s is heard by both', async (name) => {
    for (const way of [0, 1] as const) {
      const pair = await linkPair()
      const [one, other] = ways(pair)[way]
      one.link.close(name, 'because')
      const { code } = closeCodes[name]
      expect(one.ends).toEqual([{ code, reason: 'because', local: true }])
      expect(one.link.ended).toBe(one.ends[0])
      await settled()
      expect(other.ends).toEqual([{ code, reason: 'because', local: false }])
      expect([one.events, other.events]).toEqual([
        ['end', 'gone'],
        ['end', 'gone'],
      ])
      expect(leftovers(pair)).toEqual(nothingLeft)
    }
  })

  it('is done once', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.link.close('normal')
    dialler.link.close('malformed')
    acceptor.link.close('version')
    await settled()
    expect(dialler.ends).toMatchObject([{ code: 1000 }])
    expect(acceptor.ends).toMatchObject([{ code: 4426 }])
  })

  it('says what it means when no reason is given', async () => {
    const { dialler } = await linkPair()
    dialler.link.close('goingAway')
    expect(dialler.ends).toEqual([{ code: 1001, reason: closeCodes.goingAway.meaning, local: true }])
  })

  it('lets what was sent in the same turn arrive', async () => {
    const { dialler, acceptor } = await linkPair()
    const call = dialler.call()
    dialler.link.close('normal')
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    await settled()
    expect(acceptor.calls).toHaveLength(1)
    expect(acceptor.calls[0]?.ended).toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('tells the end before the calls', async () => {
    const { dialler } = await linkPair()
    const call = dialler.call()
    call.onLost = () => dialler.events.push('lost')
    dialler.link.close('normal')
    expect(dialler.events).toEqual(['end', 'lost'])
  })

  it('that nobody answers ends the transport after 2 s', async () => {
    const pair = await linkPair()
    pair.dialler.transport.close = () => undefined
    pair.dialler.link.close('normal')
    pair.clock.advance(1999)
    await settled()
    expect(pair.dialler.events).toEqual(['end'])
    pair.clock.advance(20)
    await settled()
    expect(pair.dialler.events).toEqual(['end', 'gone'])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('of a handshake that took too long does so too', async () => {
    const pair = await linkPair({ fresh: true })
    pair.acceptor.transport.close = () => undefined
    pair.clock.advance(5010)
    expect(pair.acceptor.ends).toMatchObject([{ code: 4408, local: true }])
    expect(pair.acceptor.events).toEqual(['end'])
    pair.clock.advance(2010)
    await settled()
    expect(pair.acceptor.events).toEqual(['end', 'gone'])
  })

  it('inside of what is told at the welcome does so too', async () => {
    const pair = await linkPair({ fresh: true })
    const { dialler } = pair
    dialler.transport.close = () => undefined
    const onWelcome = dialler.onWelcome.bind(dialler)
    dialler.onWelcome = (message) => {
      dialler.link.close('version')
      onWelcome(message)
    }
    dialler.link.peer.hello(hello)
    await settled()
    expect(dialler.events).toEqual(['end'])
    pair.clock.advance(2010)
    await settled()
    expect(dialler.events).toEqual(['end', 'gone'])
  })

  it('makes what comes afterwards unheard', async () => {
    const { dialler, acceptor } = await linkPair()
    acceptor.call()
    dialler.link.close('normal')
    await settled()
    expect(dialler.calls).toEqual([])
    expect(() => dialler.call()).toThrow('takes no new calls')
  })
})

describe('a breach', () => {
  it.each([
    { what: 'bytes that are no batch', payload: new Uint8Array([0xc1]), code: 4400 },
    { what: 'a text where bytes are spoken', payload: '[]', code: 4400 },
    {
      what: 'an id of the wrong parity',
      payload: new Uint8Array([0x91, 0x94, 1, 2, 0xa1, 0x6d, 0x90]),
      code: 4400,
    },
    { what: 'a second HELLO', payload: new Uint8Array([0x91, 0x92, 16, 0x80]), code: 4400 },
    { what: 'more than any message may have', payload: new Uint8Array(maxWireBytes + 1), code: 4413 },
  ])('ends the connection on both sides: $what', async ({ payload, code }) => {
    const pair = await linkPair()
    const call = pair.acceptor.call()
    await settled()
    pair.dialler.transport.send(payload)
    await settled()
    expect(pair.acceptor.ends).toMatchObject([{ code, local: true }])
    expect(pair.dialler.ends).toMatchObject([{ code, local: false }])
    expect(pair.dialler.ends[0]?.reason).toBe(pair.acceptor.ends[0]?.reason)
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('lets no later frame of its message do anything', async () => {
    const { dialler, acceptor } = await linkPair()
    const call = [0x94, 1, 3, 0xa1, 0x6d, 0x90]
    dialler.transport.send(
      new Uint8Array([0x93, ...call, 0x94, 1, 2, 0xa1, 0x6d, 0x90, 0x94, 1, 5, 0xa1, 0x6d, 0x90]),
    )
    await settled()
    expect(acceptor.calls.map(({ id }) => id)).toEqual([3])
  })
})

describe('a lost transport', () => {
  it('tells each call whether the transport took it', async () => {
    const pair = await linkPair()
    const { dialler, acceptor } = pair
    dialler.transport.hold()
    const sent = dialler.call()
    await settled()
    const unsent = [dialler.call(), dialler.call(new ProbeCall('S.m', ['x'.repeat(10)]))]
    dialler.transport.send = () => false // it is closing
    acceptor.transport.terminate()
    await settled()
    expect(sent.ends).toEqual([{ kind: 'lost', written: true }])
    expect(unsent.map((call) => call.ends)).toEqual([
      [{ kind: 'lost', written: false }],
      [{ kind: 'lost', written: false }],
    ])
    expect(dialler.ends).toEqual([{ code: 1006, reason: '', local: false }])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('tells a call as not written when its batch was still open', async () => {
    const { dialler } = await linkPair()
    dialler.transport.hold()
    const first = dialler.call(new ProbeCall('S.m', ['x'.repeat(40_000)]))
    const second = dialler.call(new ProbeCall('S.m', ['x'.repeat(40_000)])) // makes the first leave
    expect(dialler.waiting).toBe(1)
    dialler.transport.receiver?.closed({ code: 1006, reason: '' })
    expect([first.ends, second.ends]).toEqual([
      [{ kind: 'lost', written: true }],
      [{ kind: 'lost', written: false }],
    ])
  })

  it('while nobody answers a close leaves nothing', async () => {
    const pair = await linkPair()
    pair.dialler.transport.close = () => undefined
    pair.dialler.link.close('normal')
    pair.acceptor.transport.terminate()
    await settled()
    expect(pair.dialler.events).toEqual(['end', 'gone'])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('while it lingers leaves nothing', async () => {
    const pair = await linkPair()
    pair.acceptor.link.peer.goAway({ type: 'goAway' })
    await settled()
    expect(pair.dialler.alarm.size).toBe(1)
    pair.acceptor.transport.terminate()
    await settled()
    expect(leftovers(pair)).toEqual(nothingLeft)
  })
})

describe('a side that does not read', () => {
  it.each([0, 1] as const)('makes large values wait, and ends nothing (end %i)', async (way) => {
    const pair = await linkPair()
    const [one, other] = ways(pair)[way]
    one.transport.hold()
    const calls = Array.from({ length: 6 }, () => new ProbeCall('S.m', [new Uint8Array(8 * 1024 * 1024)]))
    for (const call of calls) one.link.call(call)
    await settled()
    expect(one.transport.bufferedAmount).toBeLessThanOrEqual(sendWindow)
    expect([one.ends, other.ends, one.link.isIdle]).toEqual([[], [], false])
    expect(one.alarm.size).toBe(0)
    // None of them has left whole.
    one.transport.terminate()
    await settled()
    expect(calls.map(({ ends }) => ends)).toEqual(calls.map(() => [{ kind: 'lost', written: false }]))
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it('is cut off when it asks and asks: what is said even without room fills the memory', async () => {
    const pair = await linkPair()
    const { dialler, acceptor } = pair
    acceptor.transport.hold()
    const call = acceptor.call()
    const ping = new Uint8Array([0x91, 0x92, 20, 7])
    let buffered = maxBufferedBytes
    Object.defineProperty(acceptor.transport, 'bufferedAmount', { get: () => buffered })
    dialler.transport.send(ping)
    await settled()
    expect(acceptor.ends).toEqual([])
    buffered++
    dialler.transport.send(ping)
    await settled()
    expect(acceptor.ends).toEqual([{ code: 4429, reason: closeCodes.overloaded.meaning, local: true }])
    expect(dialler.ends).toEqual([{ code: 1006, reason: '', local: false }])
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })
})
