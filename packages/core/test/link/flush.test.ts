import { describe, expect, it } from 'vitest'
import { maxBatchBytes, replayBytes } from '../../src/limits.ts'
import { json } from '../../src/codec/json/json.ts'
import { linkPair, settled } from './link-pair.ts'
import { ProbeCall } from '../peer/probe-call.ts'

describe('a flush', () => {
  it('sends all that one turn makes as one message, if that is little', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.transport.hold()
    for (let n = 0; n < 15; n++) dialler.call()
    dialler.link.notify('S.n', [], undefined)
    expect(dialler.waiting).toBe(0)
    await settled()
    expect(dialler.waiting).toBe(1)
    dialler.transport.deliver()
    expect(acceptor.calls).toHaveLength(15)
  })

  it('does not wait for more than half of the calls that are open: both ends have work then', async () => {
    const { dialler, acceptor } = await linkPair()
    let served = 0
    acceptor.serve = (call) => {
      served++
      acceptor.link.peer.answer(call, 1)
    }
    dialler.transport.hold()
    /** How many messages each turn of a caller with 64 calls in flight makes. */
    const sent: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      for (let n = 0; n < 64; n++) dialler.call()
      sent.push(dialler.waiting)
      await settled()
      dialler.transport.deliver()
      await settled()
    }
    expect(served).toBe(3 * 64)
    // At first nobody knows how many there will be: 16, 16, 32. Then halves.
    expect(sent).toEqual([3, 2, 2])
  })

  it('is in the next microtask', async () => {
    const { dialler } = await linkPair()
    dialler.transport.hold()
    dialler.call()
    await Promise.resolve()
    expect(dialler.waiting).toBe(1)
  })

  it('sends what the next turn makes as the next message', async () => {
    const { dialler } = await linkPair()
    dialler.transport.hold()
    for (let n = 0; n < 3; n++) {
      dialler.call()
      await settled()
    }
    expect(dialler.waiting).toBe(3)
  })

  it('answers all calls of a message in one', async () => {
    const { dialler, acceptor } = await linkPair()
    acceptor.transport.hold()
    acceptor.serve = (call) => acceptor.link.peer.answer(call, call.params[0])
    const calls = Array.from({ length: 50 }, (_, n) => dialler.call(new ProbeCall('S.m', [n])))
    await settled()
    expect(acceptor.waiting).toBe(1)
    acceptor.transport.deliver()
    expect(calls.map((call) => call.ends)).toEqual(calls.map((_, value) => [{ kind: 'result', value }]))
  })

  it('comes early before 64 KiB, and order holds', async () => {
    const { dialler, acceptor } = await linkPair({ codec: json() })
    dialler.transport.hold()
    for (let n = 0; n < 10; n++) dialler.call(new ProbeCall('S.m', [n, 'x'.repeat(20_000)]))
    expect(dialler.waiting).toBe(3)
    await settled()
    expect(dialler.waiting).toBe(4)
    dialler.transport.deliver()
    expect(acceptor.calls.map((call) => call.params[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('sends items that come one right after the other together, and waits for no other', async () => {
    const { dialler, acceptor } = await linkPair()
    const gates: (() => void)[] = []
    async function* items() {
      for (let n = 0; n < 500; n++) yield n
      await new Promise<void>((resolve) => gates.push(resolve))
      yield 'late'
    }
    acceptor.serve = (call) => acceptor.link.peer.answer(call, items())
    const call = dialler.call()
    await settled()
    const iterator = (call.ends[0] as unknown as { value: AsyncIterable<unknown> }).value[
      Symbol.asyncIterator
    ]()
    let messages = 0
    const send = acceptor.transport.send.bind(acceptor.transport)
    acceptor.transport.send = (payload) => (messages++, send(payload))
    const got: unknown[] = []
    for (let n = 0; n < 500; n++) got.push((await iterator.next()).value)
    expect(got).toEqual(Array.from({ length: 500 }, (_, n) => n))
    expect(messages).toBeLessThan(20)
    const last = iterator.next()
    gates[0]?.()
    expect(await last).toEqual({ done: false, value: 'late' })
  })

  it('does not wait for items when there is something else to say', async () => {
    const { dialler, acceptor } = await linkPair()
    async function* items() {
      for (let n = 0; n < 1e6; n++) yield n
    }
    acceptor.serve = (call) => acceptor.link.peer.answer(call, call.method === 'S.items' ? items() : 1)
    const streaming = dialler.call(new ProbeCall('S.items'))
    await settled()
    const stream = (streaming.ends[0] as unknown as { value: AsyncIterable<unknown> }).value
    void stream[Symbol.asyncIterator]().next()
    await settled()
    const call = dialler.call()
    for (let n = 0; n < 30 && call.ends.length === 0; n++) await Promise.resolve()
    expect(call.ends).toHaveLength(1)
  })

  it('is none when what was written could not travel', async () => {
    const { dialler } = await linkPair()
    dialler.transport.hold()
    expect(() => dialler.call(new ProbeCall('S.m', [Symbol('s')]))).toThrow('params[0]')
    await settled()
    expect([dialler.waiting, dialler.link.peer.outgoing]).toEqual([0, 0])
  })

  it('is not owed any more after a close', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.call()
    dialler.link.close('normal')
    expect(dialler.waiting).toBe(1)
    await settled()
    expect(acceptor.calls).toHaveLength(1)
  })
})

describe('room', () => {
  it('ends when a mebibyte is not acknowledged, and is told when it is', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.transport.hold()
    while (dialler.link.hasRoom) {
      dialler.call(new ProbeCall('S.m', [new Uint8Array(50_000)]))
      await settled()
    }
    expect(dialler.transport.bufferedAmount).toBeGreaterThanOrEqual(replayBytes)
    expect(dialler.transport.bufferedAmount).toBeLessThan(replayBytes + maxBatchBytes)
    expect(dialler.events).toEqual([])
    acceptor.transport.hold()
    dialler.transport.deliver()
    await settled()
    // It has arrived, and this side has not heard of it.
    expect([dialler.events, dialler.link.hasRoom]).toEqual([[], false])
    acceptor.transport.deliver()
    expect(dialler.events).toEqual(['room'])
    expect(dialler.link.hasRoom).toBe(true)
  })

  it('of a dialect that counts nothing ends when the transport has two mebibytes', async () => {
    const { dialler } = await linkPair({ features: [] })
    let buffered = 2 * 1024 * 1024
    Object.defineProperty(dialler.transport, 'bufferedAmount', { get: () => buffered })
    expect(dialler.link.hasRoom).toBe(true)
    buffered++
    expect(dialler.link.hasRoom).toBe(false)
    dialler.transport.receiver?.drained?.()
    expect(dialler.events).toEqual([])
    buffered--
    dialler.transport.receiver?.drained?.()
    expect(dialler.events).toEqual(['room'])
  })

  it('that nobody missed is not told', async () => {
    const { dialler } = await linkPair()
    expect(dialler.link.hasRoom).toBe(true)
    dialler.call()
    await settled()
    expect(dialler.events).toEqual([])
  })
})
