import { describe, expect, it } from 'vitest'
import { json } from '../../src/codec/json/json.ts'
import { linkPair, settled } from './link-pair.ts'
import { ProbeCall } from '../peer/probe-call.ts'

describe('a flush', () => {
  it('sends all that one turn makes as one message', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.transport.hold()
    for (let n = 0; n < 100; n++) dialler.call()
    dialler.link.notify('S.n', [], undefined)
    expect(dialler.waiting).toBe(0)
    await settled()
    expect(dialler.waiting).toBe(1)
    dialler.transport.deliver()
    expect(acceptor.calls).toHaveLength(100)
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
  it('ends when a mebibyte waits, and is told when it has left', async () => {
    const { dialler } = await linkPair()
    dialler.transport.hold()
    dialler.call(new ProbeCall('S.m', [new Uint8Array(1024 * 1024)]))
    await settled()
    expect(dialler.transport.bufferedAmount).toBeGreaterThan(1024 * 1024)
    expect(dialler.link.hasRoom).toBe(false)
    expect(dialler.events).toEqual([])
    dialler.transport.deliver()
    expect(dialler.events).toEqual(['room'])
    expect(dialler.link.hasRoom).toBe(true)
  })

  it('that nobody missed is not told', async () => {
    const { dialler } = await linkPair()
    expect(dialler.link.hasRoom).toBe(true)
    dialler.call()
    await settled()
    expect(dialler.events).toEqual([])
  })
})
