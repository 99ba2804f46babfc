import { describe, expect, it } from 'vitest'
import {
  ackBytes,
  ackMessages,
  maxBatchBytes,
  maxBufferedBytes,
  replayBytes,
  sendWindow,
} from '../../src/limits.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import { elementsOf, End, Pair, partIn } from './pair.ts'
import { batchOf, bytesOf, caught, codecs, countOf } from './session.ts'

function notify(id: number, size = 0): OutgoingMessage {
  return { type: 'notify', id, method: 'S.m', params: ['x'.repeat(size)] }
}

const ping: OutgoingMessage = { type: 'ping', nonce: 7 }

describe.each(codecs)('what is sent and not acknowledged, in $name', (codec) => {
  function sizeOf(log: readonly (string | Uint8Array)[]): number {
    return log.reduce((sum, payload) => sum + bytesOf(payload), 0)
  }
  /** Writes batches until no more leaves. @returns how many were written. */
  function fill(end: End): number {
    let id = 1
    for (; end.session.hasRoom; id += 2) {
      end.session.write(notify(id, 50_000))
      end.flush()
    }
    return (id - 1) / 2
  }

  it('is at most a mebibyte: then batches wait, and go on in their order once it has arrived', () => {
    const { one, two } = new Pair(codec)
    const count = fill(one)
    expect(sizeOf(one.log)).toBeGreaterThanOrEqual(replayBytes)
    expect(sizeOf(one.log)).toBeLessThan(replayBytes + maxBatchBytes)
    const before = one.log.length
    for (let n = 0; n < 5; n++) {
      one.session.write(notify(1001 + 2 * n))
      one.flush()
    }
    expect([one.log.length, one.session.isIdle, one.session.hasRoom, one.rooms]).toEqual([
      before,
      false,
      false,
      0,
    ])
    one.deliver(two)
    expect(one.rooms).toBe(0)
    two.session.acknowledge()
    two.deliver(one)
    expect([one.rooms, one.session.hasRoom]).toEqual([1, true])
    one.deliver(two)
    expect(two.got.map((message) => (message as { id: number }).id)).toEqual([
      ...Array.from({ length: count }, (_, at) => 2 * at + 1),
      1001,
      1003,
      1005,
      1007,
      1009,
    ])
  })

  it('is told to have room once, and only to one who asked in vain', () => {
    const pair = new Pair(codec)
    const { one } = pair
    for (let id = 1; sizeOf(one.log) < replayBytes; id += 2) {
      one.session.write(notify(id, 50_000))
      one.flush()
    }
    pair.settle()
    expect(one.rooms).toBe(0)
    fill(one)
    expect(one.session.hasRoom).toBe(false)
    pair.settle()
    expect(one.rooms).toBe(1)
  })

  it('does not keep PING, PONG and acknowledgements from leaving', () => {
    const { one, two } = new Pair(codec)
    fill(one)
    two.session.write(notify(2))
    two.flush()
    two.deliver(one)
    const before = one.log.length
    one.session.write(notify(1001))
    one.session.write(ping)
    one.session.write({ type: 'pong', nonce: 3 })
    one.flush()
    one.session.acknowledge()
    expect(one.log.slice(before).map((payload) => elementsOf(codec, payload))).toEqual([
      [[20, 7]],
      [[21, 3]],
      [1],
    ])
    // They passed what waits, which is still there.
    one.deliver(two)
    expect(two.session.received).toBe(before)
    two.session.acknowledge()
    two.deliver(one)
    one.deliver(two)
    expect(two.got.at(-1)).toMatchObject({ type: 'notify', id: 1001 })
  })

  it('that would fill the memory is told as too much', () => {
    const { one } = new Pair(codec)
    let bytes = 0
    for (let id = 1; one.overloads === 0 && bytes < 2 * maxBufferedBytes; id += 2, bytes += 60_000) {
      one.session.write(notify(id, 60_000))
      one.flush()
    }
    expect(bytes).toBeGreaterThan(maxBufferedBytes)
    expect(bytes).toBeLessThan(maxBufferedBytes + 2 * replayBytes)
  })

  it('is at most 512 KiB of items, however many are written', () => {
    const { one, two } = new Pair(codec)
    let id = 0
    for (; one.session.itemRoom && id < 1000; id++) {
      one.session.write({ type: 'item', id: 3, value: 'x'.repeat(40_000) })
    }
    one.flush()
    expect(id).toBeGreaterThan(8)
    expect(sizeOf(one.log)).toBeLessThanOrEqual(sendWindow)
    // Small calls have room all the same.
    expect(one.session.hasRoom).toBe(true)
    one.deliver(two)
    expect(one.session.itemRoom).toBe(false)
    two.session.acknowledge()
    two.deliver(one)
    expect(one.session.itemRoom).toBe(true)
  })

  it('is at most 512 KiB of PARTs, and those who wait for the window go on one by one', () => {
    const { one, two } = new Pair(codec)
    one.session.write(notify(1, 3_000_000))
    const turns: number[] = []
    for (const turn of [1, 2, 3]) one.session.wait({ go: () => turns.push(turn) })
    one.flush()
    expect(turns).toEqual([1, 2, 3])
    const parts = one.log.filter((payload) => partIn(codec, payload) !== undefined)
    expect(sizeOf(parts)).toBeLessThanOrEqual(sendWindow)
    expect(one.session.itemRoom).toBe(false)
    for (const turn of [4, 5]) one.session.wait({ go: () => turns.push(turn) })
    one.flush()
    expect(turns).toEqual([1, 2, 3])
    one.deliver(two)
    two.session.acknowledge()
    two.deliver(one)
    expect(turns).toEqual([1, 2, 3, 4, 5])
  })
})

describe.each(codecs)('what arrived is acknowledged, in $name', (codec) => {
  function received(count: number, size = 0): { one: End; two: End } {
    const { one, two } = new Pair(codec)
    for (let n = 0; n < count; n++) two.read(batchOf(codec, [2, 2 * n + 1, 'S.m', ['x'.repeat(size)]]))
    return { one, two }
  }

  it('in front of whatever leaves next, once', () => {
    const { two } = received(3)
    two.session.write(ping)
    two.flush()
    two.session.write(ping)
    two.flush()
    expect(two.log.map((payload) => elementsOf(codec, payload))).toEqual([[3, [20, 7]], [[20, 7]]])
  })

  it('alone, when somebody says so, once', () => {
    const { two } = received(2)
    expect(two.session.owesAck).toBe(true)
    two.session.acknowledge()
    two.session.acknowledge()
    expect(two.log.map((payload) => elementsOf(codec, payload))).toEqual([[2]])
    expect(two.session.owesAck).toBe(false)
  })

  it.each([
    { what: '31 messages: not yet', count: ackMessages - 1, size: 0, due: false },
    { what: '32 messages', count: ackMessages, size: 0, due: true },
    { what: 'less than 128 KiB: not yet', count: 3, size: 40_000, due: false },
    { what: '128 KiB', count: 2, size: ackBytes / 2, due: true },
  ])('by itself after $what', ({ count, size, due }) => {
    const { two } = received(count, size)
    two.flush()
    expect(two.log.map((payload) => elementsOf(codec, payload))).toEqual(due ? [[count]] : [])
    two.session.flush()
    expect(two.log).toHaveLength(due ? 1 : 0)
  })

  it('and counts anew after it was', () => {
    const { two } = received(ackMessages)
    two.flush()
    for (let n = 1; n < ackMessages; n++) two.read(batchOf(codec, [6, 1]))
    two.flush()
    expect(two.log).toHaveLength(1)
    two.read(batchOf(codec, [6, 1]))
    two.flush()
    expect(two.log.map((payload) => elementsOf(codec, payload))).toEqual([[ackMessages], [2 * ackMessages]])
  })

  it.each([
    { what: 'a count alone', frames: [0], counts: false },
    { what: 'PING', frames: [[20, 1]], counts: false },
    { what: 'PING and PONG', frames: [0, [20, 1], [21, 1]], counts: false },
    { what: 'HELLO', frames: [[16, { versions: [1, 1], agent: 'a', instance: 'i' }]], counts: false },
    {
      what: 'WELCOME',
      frames: [[17, { version: 1, agent: 'a', connection: 'c', heartbeat: { interval: 0, misses: 0 } }]],
      counts: false,
    },
    { what: 'nothing', frames: [], counts: false },
    { what: 'STATUS', frames: [[18, { services: {}, concurrency: 1 }]], counts: true },
    { what: 'GOAWAY', frames: [[19, {}]], counts: true },
    { what: 'CANCEL', frames: [[6, 1]], counts: true },
    { what: 'CREDIT', frames: [[10, 1, 1]], counts: true },
    {
      what: 'PING with something else',
      frames: [
        [20, 1],
        [6, 1],
        [21, 1],
      ],
      counts: true,
    },
    { what: 'a type that is not known', frames: [[99]], counts: true },
    { what: 'a PART that means nothing', frames: [[11, 1, 'x']], counts: true },
  ] as const)('if it counts: $what', ({ frames, counts }) => {
    const { two } = received(0)
    const elements = (frames as readonly (number | readonly unknown[])[]).map((frame) =>
      typeof frame === 'object' && frame[0] === 11 && codec.format === 'binary'
        ? [11, 1, new Uint8Array(1)]
        : frame,
    )
    two.read(batchOf(codec, ...elements))
    expect([two.session.received, two.session.owesAck]).toEqual(counts ? [1, true] : [0, false])
  })

  it('also when a value in it was bad', () => {
    const { two } = received(0)
    const proto = '91940101a3532e6d9181a95f5f70726f746f5f5f01'
    const isText = codec.format === 'text'
    two.read(isText ? '[[1,1,"S.m",[{"__proto__":1}]]]' : new Uint8Array(Buffer.from(proto, 'hex')))
    expect(two.got).toMatchObject([{ type: 'bad' }])
    expect(two.session.received).toBe(1)
  })

  it('is counted alike by the one who sent it', () => {
    const pair = new Pair(codec)
    const { one, two } = pair
    const messages: OutgoingMessage[] = [
      ping,
      notify(1),
      { type: 'pong', nonce: 1 },
      notify(3, 500_000),
      { type: 'status', services: {}, concurrency: 1 },
      ping,
      { type: 'credit', id: 2, bytes: 1 },
    ]
    for (const message of messages) {
      one.session.write(message)
      one.flush()
    }
    pair.settle()
    const { received } = two.session
    expect(received).toBeGreaterThan(10)
    expect([one.session.canResume(received), one.session.canResume(received + 1)]).toEqual([true, false])
    expect(one.session.canResume(received - 1)).toBe(false)
  })
})

describe.each(codecs)('a count of the other side, in $name', (codec) => {
  function sent(count: number): End {
    const end = new End(codec)
    for (let n = 0; n < count; n++) {
      end.session.write(notify(2 * n + 1))
      end.flush()
    }
    return end
  }

  it('that is older than the last is no news', () => {
    const end = sent(5)
    for (const count of [4, 2, 0, 4]) end.read(countOf(codec, count))
    expect([3, 4, 5].map((count) => end.session.canResume(count))).toEqual([false, true, true])
  })

  it.each([1, 6, 1e6])('of %i more than were sent ends the connection', (more) => {
    const end = sent(5)
    expect(caught(() => end.read(countOf(codec, 5 + more)))).toMatchObject({ close: 'malformed' })
  })

  it('that is none ends the connection', () => {
    const payload =
      codec.format === 'text' ? '[0.5]' : new Uint8Array([0x91, 0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0])
    expect(caught(() => sent(5).read(payload))).toMatchObject({ close: 'malformed' })
  })

  it('leaves nothing behind, however many messages there were', () => {
    const end = sent(0)
    for (let n = 1; n <= 10_000; n++) {
      end.session.write(notify(2 * n + 1))
      end.flush()
      end.read(countOf(codec, n))
    }
    expect([end.session.canResume(10_000), end.session.canResume(9999)]).toEqual([true, false])
    expect(end.session.hasRoom).toBe(true)
  })
})
