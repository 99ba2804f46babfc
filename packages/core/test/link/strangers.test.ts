import { describe, expect, it } from 'vitest'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { defaultLimits } from '../../src/limits.ts'
import { hello } from '../peer/samples.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { leftovers, linkPair, nothingLeft, settled } from './link-pair.ts'

const ping = [20, 1]

function batch(codec: typeof json, ...frames: readonly unknown[][]) {
  const encoder = codec().createEncoder(defaultLimits)
  for (const frame of frames) encoder.append(frame)
  return encoder.take()
}

function helloFrame(tokenLength: number): unknown[] {
  const { type: _, ...content } = hello
  return [16, { ...content, token: 'x'.repeat(tokenLength) }]
}

describe.each([msgpack, json])('before WELCOME', (codec) => {
  const name = codec().name

  it(`a HELLO of up to 16 KiB is taken, in ${name}`, async () => {
    const pair = await linkPair({ fresh: true, codec: codec() })
    pair.dialler.link.peer.hello({ ...hello, token: 'x'.repeat(16 * 1024 - 200) })
    await settled()
    expect(pair.acceptor.told).toHaveLength(1)
    expect(pair.dialler.link.peer.state).toBe('open')
  })

  it(`a larger one fails at its sender, in ${name}`, async () => {
    const { dialler } = await linkPair({ fresh: true, codec: codec() })
    expect(() => dialler.link.peer.hello({ ...hello, token: 'x'.repeat(16 * 1024) })).toThrow(
      'maxMessageBytes',
    )
    expect(dialler.link.peer.state).toBe('fresh')
  })

  it.each([16 * 1024 + 20, 50_000, 200_000])(`a message of %i bytes ends it, in ${name}`, async (size) => {
    const pair = await linkPair({ fresh: true, codec: codec() })
    pair.dialler.transport.send(batch(codec, helloFrame(size)))
    await settled()
    expect(pair.acceptor.ends).toMatchObject([{ code: 4413, local: true }])
    expect(pair.dialler.ends).toMatchObject([{ code: 4413, local: false }])
    expect(pair.acceptor.told).toEqual([])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it.each([
    { what: 'PING', frames: [helloFrame(1), ping] },
    { what: 'a second HELLO', frames: [helloFrame(1), helloFrame(1)] },
    { what: 'a CALL', frames: [helloFrame(1), [1, 1, 'S.m', []]] },
  ])(`a message with HELLO and $what ends it, in ${name}`, async ({ frames }) => {
    const pair = await linkPair({ fresh: true, codec: codec() })
    pair.dialler.transport.send(batch(codec, ...frames))
    await settled()
    expect(pair.acceptor.ends).toMatchObject([{ code: 4400, local: true }])
    expect(pair.acceptor.told).toEqual([])
    expect(leftovers(pair)).toEqual(nothingLeft)
  })

  it(`a CALL after HELLO ends it, in ${name}`, async () => {
    const pair = await linkPair({ fresh: true, silent: true, codec: codec() })
    pair.dialler.link.peer.hello(hello)
    await settled()
    pair.dialler.transport.send(batch(codec, [1, 1, 'S.m', []]))
    await settled()
    expect(pair.acceptor.calls).toEqual([])
    expect(pair.acceptor.ends).toMatchObject([{ code: 4400 }])
  })
})

describe('after WELCOME', () => {
  it('messages are held against the limits that were agreed on', async () => {
    const { dialler, acceptor } = await linkPair({ limits: { maxMessageBytes: 100_000 } })
    expect(dialler.link.theirLimits.maxMessageBytes).toBe(100_000)
    dialler.call(new ProbeCall('S.m', [new Uint8Array(90_000)]))
    acceptor.call(new ProbeCall('S.m', [new Uint8Array(90_000)]))
    await settled()
    expect([acceptor.calls.length, dialler.calls.length]).toEqual([1, 1])
    for (const holder of [dialler, acceptor]) {
      expect(() => holder.call(new ProbeCall('S.m', [new Uint8Array(100_000)]))).toThrow('maxMessageBytes')
    }
  })

  it('a value that needs parts fails its call where they are not taken, and small ones go on', async () => {
    const { dialler, acceptor } = await linkPair({ features: ['streams'] })
    expect(() => dialler.call(new ProbeCall('S.m', [new Uint8Array(100_000)]))).toThrow('takes no parts')
    dialler.call(new ProbeCall('S.m', [new Uint8Array(60_000)]))
    const large = acceptor.call()
    await settled()
    expect([acceptor.calls.length, dialler.link.peer.outgoing]).toEqual([1, 1])
    dialler.link.peer.answer(dialler.calls[0] as never, new Uint8Array(100_000))
    await settled()
    expect(large.ends).toMatchObject([
      { kind: 'error', error: { code: 'INVALID_ARGUMENT', execution: 'finished' } },
    ])
    expect([dialler.ends, acceptor.ends]).toEqual([[], []])
  })

  it('a bad value fails its call only, over the wire', async () => {
    const { dialler, acceptor } = await linkPair({ limits: { maxDepth: 8 } })
    let deep: unknown = 1
    for (let n = 0; n < 20; n++) deep = [deep]
    const good = dialler.call(new ProbeCall('S.m', ['good']))
    await settled()
    dialler.forge(batch(msgpack, [1, 101, 'S.m', [deep]], [1, 103, 'S.m', ['fine']]))
    await settled()
    expect(acceptor.calls.map((call) => call.params[0])).toEqual(['good', 'fine'])
    expect(acceptor.ends).toEqual([])
    acceptor.link.peer.answer(acceptor.calls[0] as never, 1)
    await settled()
    expect(good.ends).toEqual([{ kind: 'result', value: 1 }])
    expect(dialler.link.peer.counters.late).toBe(1)
  })

  it('a call that leaves in the same turn as WELCOME is taken with the full limits', async () => {
    const { dialler, acceptor } = await linkPair({ fresh: true, silent: true })
    dialler.link.peer.hello(hello)
    await settled()
    acceptor.welcome(hello)
    acceptor.call(new ProbeCall('S.m', [new Uint8Array(50_000)]))
    await settled()
    expect(dialler.calls).toHaveLength(1)
    expect(dialler.ends).toEqual([])
  })

  it('frames of a newer version are counted', async () => {
    const { dialler, acceptor } = await linkPair()
    dialler.forge(batch(msgpack, [77, 1], ping))
    await settled()
    expect([acceptor.link.ignored, acceptor.ends]).toEqual([1, []])
  })
})
