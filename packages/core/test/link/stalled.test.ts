import { describe, expect, it } from 'vitest'
import { closeCodes } from '../../src/close.ts'
import { maxBufferedBytes } from '../../src/limits.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { type Holder, linkPair, settled } from './link-pair.ts'

/** Fills all the room that there is: the other side hears nothing of it. */
async function stall(holder: Holder): Promise<void> {
  holder.transport.hold()
  while (holder.link.hasRoom) {
    holder.link.notify('S.n', [new Uint8Array(50_000)], undefined)
    await settled()
  }
}

describe('a link without room', () => {
  it('keeps its answers as values until there is some, in their order', async () => {
    const { dialler, acceptor } = await linkPair()
    const calls = [1, 2, 3].map((n) => acceptor.call(new ProbeCall('S.m', [n])))
    await settled()
    await stall(dialler)
    const { bufferedAmount } = dialler.transport
    const value = { n: 0 }
    const over = dialler.calls.map((incoming: IncomingCall) => dialler.link.peer.answer(incoming, value))
    expect(over).toEqual([false, false, false])
    await settled()
    value.n = 7 // it was not encoded yet
    expect([dialler.transport.bufferedAmount, dialler.link.peer.incoming]).toEqual([bufferedAmount, 3])
    dialler.transport.deliver()
    await settled()
    expect(dialler.events).toContain('room')
    dialler.transport.deliver()
    await settled()
    expect(calls.map(({ ends }) => ends)).toEqual(calls.map(() => [{ kind: 'result', value: { n: 7 } }]))
    expect(dialler.link.peer.incoming).toBe(0)
  })

  it('still reads, and answers PING', async () => {
    const { dialler, acceptor } = await linkPair()
    await stall(dialler)
    const before = dialler.waiting
    acceptor.transport.send(new Uint8Array([0x91, 0x92, 20, 7]))
    await settled()
    expect(dialler.transport.queue.slice(before)).toEqual([new Uint8Array([0xdc, 0, 1, 0x92, 21, 7])])
  })

  it('does not take its GOAWAY for heard before it has left', async () => {
    const { dialler, acceptor, clock } = await linkPair()
    await stall(dialler)
    dialler.link.notify('S.n', ['waits'], undefined)
    await settled()
    dialler.link.peer.goAway({ type: 'goAway' })
    await settled()
    dialler.transport.deliver()
    await settled() // all of that is acknowledged, and the GOAWAY leaves
    expect(acceptor.link.peer.isLeft).toBe(false)
    const crossed = acceptor.call()
    expect(dialler.events).not.toContain('quiet')
    for (let n = 0; n < 3; n++) {
      dialler.transport.deliver()
      await settled()
    }
    expect(acceptor.link.peer.isLeft).toBe(true)
    dialler.link.peer.refuse(dialler.calls[0] as IncomingCall, 'draining')
    for (let n = 0; n < 3; n++) {
      await settled()
      dialler.transport.deliver()
      await settled()
      clock.advance(60) // so that it is acknowledged
    }
    await settled()
    expect([dialler.events.includes('quiet'), crossed.ends]).toEqual([
      true,
      [{ kind: 'refused', reason: 'draining' }],
    ])
  })

  it('ends before what waits for room fills the memory', async () => {
    const { dialler, acceptor } = await linkPair()
    acceptor.transport.hold() // what arrives is never acknowledged
    const call = dialler.call()
    let bytes = 0
    for (; bytes < 2 * maxBufferedBytes && dialler.ends.length === 0; bytes += 60_000) {
      dialler.link.notify('S.n', [new Uint8Array(60_000)], undefined)
      await settled()
    }
    expect(dialler.ends).toEqual([{ code: 4429, reason: closeCodes.overloaded.meaning, local: true }])
    expect(bytes).toBeGreaterThan(maxBufferedBytes / 2)
    expect(call.ends).toEqual([{ kind: 'lost', written: true }])
  })
})
