// The base of plain dialects: what it does for a wire that only writes and reads.

import { describe, expect, test } from 'vitest'
import type { DialectHost } from '../../../src/dialect/dialect.ts'
import { ForeignIds } from '../../../src/dialect/plain/foreign-ids.ts'
import { plain, type PlainFeature } from '../../../src/dialect/plain/plain.ts'
import type { PlainMessage, PlainWire } from '../../../src/dialect/plain/wire.ts'
import { defaultLimits } from '../../../src/limits.ts'

class Host implements DialectHost {
  readonly sent: unknown[] = []
  connected = true
  flushes = 0
  idles = 0
  transmit(payload: unknown): boolean {
    if (this.connected) this.sent.push(payload)
    return this.connected
  }
  flushSoon(): void {
    this.flushes++
  }
  onRoom(): void {}
  onLeft(): void {}
  onOverload(): void {}
  onIdle(): void {
    this.idles++
  }
}

function open(features: readonly PlainFeature[], wire?: PlainWire) {
  const host = new Host()
  const asked: PlainMessage[] = []
  const encode = (message: PlainMessage): string => {
    asked.push(message)
    return message.type
  }
  const session = plain({
    name: 'toy',
    subprotocols: ['toy'],
    bare: false,
    features,
    heartbeat: 'none',
    wire: () => wire ?? { encode, decode: () => {} },
  }).open('toy', host, defaultLimits)
  return { session, host, asked }
}

const call = { type: 'call', id: 1, method: 'A.b', params: [] } as const

describe('a plain dialect', () => {
  test('says of its steering nothing', () => {
    const { session, host, asked } = open([])
    session.write({ type: 'ping', nonce: 1 })
    session.write({ type: 'pong', nonce: 1 })
    session.write({ type: 'status', services: {}, concurrency: 1 })
    session.write({ type: 'goAway' })
    expect([host.sent, asked]).toEqual([[], []])
    // The end of what is open is looked for.
    expect(host.flushes).toBe(1)
    session.flush()
    expect(host.idles).toBe(1)
  })

  test('does not send a CANCEL that it has no words for', () => {
    const without = open([])
    without.session.write({ type: 'cancel', id: 1 })
    expect(without.host.sent).toEqual([])
    const having = open(['cancel'])
    having.session.write({ type: 'cancel', id: 1 })
    expect(having.host.sent).toEqual(['cancel'])
  })

  test('leaves out the number of an attempt, and refuses what a caller asked for', () => {
    const { session, host } = open(['metadata'])
    session.write({ ...call, meta: { attempt: 2 } })
    session.write({ ...call, meta: { metadata: { a: 1 } } })
    expect(host.sent).toHaveLength(2)
    const lacks = (feature: string): unknown =>
      expect.objectContaining({
        code: 'UNIMPLEMENTED',
        execution: 'not-started',
        message: expect.stringContaining(`toy has no ${feature}`) as string,
      })
    expect(() => session.write({ ...call, meta: { idempotencyKey: 'k' } })).toThrow(lacks('idempotencyKey'))
    expect(() => session.write({ ...call, type: 'notify' })).toThrow(lacks('notify'))
    expect(host.sent).toHaveLength(2)
  })

  test('knows of calls that are kept that they have not left', () => {
    let kept: string | undefined
    const { session, host } = open([], {
      encode() {
        kept = 'kept'
        return undefined
      },
      decode() {},
      takeKept: () => {
        const taken = kept
        kept = undefined
        return taken
      },
      get kept() {
        return kept === undefined ? 0 : 1
      },
    })
    session.write(call)
    expect([host.sent, host.flushes, session.batched, session.isIdle]).toEqual([[], 1, 1, false])
    expect(session.arrivals()(1)).toBe(false)
    session.flush()
    expect([host.sent, session.isIdle, session.arrivals()(1)]).toEqual([['kept'], true, true])
    session.write({ ...call, id: 3 })
    host.connected = false
    session.flush()
    expect(session.arrivals()(3)).toBe(false)
  })
})

describe('foreign ids', () => {
  test('are known by numbers of the other side’s parity, rising', () => {
    const ids = new ForeignIds<string>('acceptor')
    expect([ids.add('a'), ids.fresh(), ids.add('b')]).toEqual([1, 3, 5])
    expect(new ForeignIds<bigint>('dialler').add(0n)).toBe(2)
    expect([ids.find('b'), ids.keyOf(1), ids.find('c'), ids.keyOf(3), ids.size]).toEqual([
      5,
      'a',
      undefined,
      undefined,
      2,
    ])
    ids.delete(1)
    ids.delete(99)
    expect([ids.find('a'), ids.keyOf(1), ids.size]).toEqual([undefined, undefined, 1])
  })

  test('of which one comes twice are two calls', () => {
    const ids = new ForeignIds<number>('acceptor')
    const [first, second] = [ids.add(7), ids.add(7)]
    expect([ids.find(7), ids.keyOf(first), ids.keyOf(second)]).toEqual([second, 7, 7])
    ids.delete(first)
    expect(ids.find(7)).toBe(second)
    ids.delete(second)
    expect([ids.find(7), ids.size]).toEqual([undefined, 0])
  })
})
