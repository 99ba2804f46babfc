import { describe, expect, it } from 'vitest'
import {
  maxFrameBytes,
  maxPartBytes,
  maxStatusBytes,
  maxUnfinishedBytes,
  sendWindow,
} from '../../src/limits.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import { elementsOf, Pair, type Part, partIn } from './pair.ts'
import { bytesOf, caught, codecs } from './session.ts'

function call(id: number, size: number): OutgoingMessage {
  return { type: 'call', id, method: 'S.m', params: ['x'.repeat(size)] }
}

function idOf(message: { readonly type: string }): unknown {
  return 'id' in message ? message.id : undefined
}

describe.each(codecs)('large frames in $name', (codec) => {
  function partsOf(pair: Pair): Part[] {
    return pair.one.log.flatMap((payload) => partIn(codec, payload) ?? [])
  }

  it('are cut at the first byte that is too much, and only then', () => {
    const { one } = new Pair(codec)
    const around = one.session.write(call(1, 70_000)) - 70_000
    one.session.abort(1)
    one.session.write(call(3, maxFrameBytes - around))
    expect(one.session.isCutting(3)).toBe(false)
    one.session.write(call(5, maxFrameBytes - around + 1))
    expect(one.session.isCutting(5)).toBe(true)
  })

  it('travel as PARTs that are alone in their messages: the first tells the size and the type, the others do not', () => {
    const pair = new Pair(codec)
    const size = pair.one.session.write(call(1, 400_000))
    pair.one.session.write(call(3, 10))
    pair.settle()
    const parts = partsOf(pair)
    expect(parts.length).toBeGreaterThan(6)
    expect(parts.map(({ total, type }) => [total, type])).toEqual([
      [size, 1],
      ...parts.slice(1).map(() => [undefined, undefined]),
    ])
    expect(parts.reduce((sum, { piece }) => sum + bytesOf(piece), 0)).toBe(size)
    for (const payload of pair.one.log) {
      expect(bytesOf(payload)).toBeLessThanOrEqual(maxPartBytes)
      if (partIn(codec, payload) === undefined) continue
      expect(elementsOf(codec, payload).filter((element) => typeof element !== 'number')).toHaveLength(1)
    }
  })

  it('take turns, and what is small passes between their pieces', () => {
    const pair = new Pair(codec)
    const { one, two } = pair
    one.session.write(call(1, 700_000))
    one.session.write(call(3, 700_000))
    one.flush()
    const first = partsOf(pair).map(({ id }) => id)
    expect(first.length).toBeGreaterThan(5)
    expect(first).toEqual(first.map((_, at) => (at % 2 === 0 ? 1 : 3)))
    one.session.write(call(5, 10))
    one.flush()
    one.deliver(two)
    expect(two.got.map(idOf)).toEqual([5])
    pair.settle()
    expect(two.got.map(idOf)).toEqual([5, 1, 3])
    expect(one.left).toEqual([1, 3])
    const ids = partsOf(pair).map(({ id }) => id)
    expect(ids).toEqual(ids.map((_, at) => (at % 2 === 0 ? 1 : 3)))
  })

  it('wait for the window: a third one takes its turn after the next acknowledgement', () => {
    const pair = new Pair(codec)
    const { one, two } = pair
    for (const id of [1, 3]) one.session.write(call(id, 2_000_000))
    one.flush()
    expect(one.log.reduce((sum, payload) => sum + bytesOf(payload), 0)).toBeLessThanOrEqual(sendWindow)
    one.session.write(call(5, 2_000_000))
    one.flush()
    expect(partsOf(pair).some(({ id }) => id === 5)).toBe(false)
    const before = partsOf(pair).length
    one.deliver(two)
    two.session.acknowledge()
    two.deliver(one)
    const after = partsOf(pair)
      .slice(before, before + 6)
      .map(({ id }) => id)
    expect(new Set(after)).toEqual(new Set([1, 3, 5]))
    for (let at = 3; at < after.length; at++) expect(after[at]).toBe(after[at - 3])
  })

  it('that were not begun are not announced past 64 MiB: the receiver would end the connection', () => {
    const pair = new Pair(codec)
    for (const id of [1, 3, 5, 7, 9]) pair.one.session.write(call(id, 15 * 2 ** 20))
    pair.one.flush()
    const announced = partsOf(pair).reduce((sum, { total = 0 }) => sum + total, 0)
    expect(announced).toBeGreaterThan(15 * 2 ** 20)
    expect(announced).toBeLessThanOrEqual(maxUnfinishedBytes)
    expect(pair.one.session.hasRoom).toBe(false)
  })

  it('of 75 MiB in all arrive, whatever waits for what', { timeout: 60_000 }, () => {
    const pair = new Pair(codec)
    for (const id of [1, 3, 5, 7, 9]) pair.one.session.write(call(id, 15 * 2 ** 20))
    expect(pair.one.session.hasRoom).toBe(false)
    pair.settle()
    expect(pair.two.got.map(idOf).toSorted((a, b) => (a as number) - (b as number))).toEqual([1, 3, 5, 7, 9])
    expect([pair.one.session.isIdle, pair.one.session.hasRoom, pair.one.rooms]).toEqual([true, true, 1])
  })

  it('that are aborted leave no further piece, and make place for the others', () => {
    const pair = new Pair(codec)
    const { one, two } = pair
    one.session.write(call(1, 2_000_000))
    one.session.write(call(3, 200_000))
    one.flush()
    expect([one.session.abort(1), one.session.abort(1), one.session.abort(99)]).toEqual([true, false, false])
    const before = partsOf(pair).length
    one.session.write({ type: 'cancel', id: 1 })
    pair.settle()
    expect(
      partsOf(pair)
        .slice(before)
        .filter(({ id }) => id === 1),
    ).toEqual([])
    expect(two.got.map(({ type, ...rest }) => [type, idOf({ type, ...rest })])).toEqual([
      ['cancel', 1],
      ['call', 3],
    ])
    expect(one.left).toEqual([3])
    expect(one.session.isIdle).toBe(true)
  })

  it('of an item are aborted by the END or FAIL of their stream', () => {
    for (const end of [
      { type: 'end', id: 2 },
      { type: 'fail', id: 2, code: 'ABORTED', message: 'm' },
    ] as const) {
      const pair = new Pair(codec)
      pair.one.session.write({ type: 'item', id: 2, value: 'x'.repeat(2_000_000) })
      pair.one.flush()
      pair.one.session.write(end)
      expect(pair.one.session.isCutting(2)).toBe(false)
      pair.settle()
      expect(pair.two.got).toEqual([end])
    }
  })

  it('are read as what was written: every kind of message that has an id', () => {
    const text = 'x'.repeat(100_000)
    const meta = { metadata: { a: 1 } }
    const messages: OutgoingMessage[] = [
      { type: 'call', id: 1, method: 'S.m', params: [text], timeLeft: 5, meta },
      { type: 'notify', id: 3, method: 'S.m', params: [text], meta },
      { type: 'result', id: 2, value: text },
      { type: 'error', id: 4, code: 'ABORTED', message: 'm', data: text, execution: 'not-started' },
      { type: 'item', id: 5, value: text },
      { type: 'fail', id: 7, code: 'ABORTED', message: 'm', data: text },
    ]
    const pair = new Pair(codec)
    const sizes = messages.map((message) => pair.one.session.write(message))
    pair.settle()
    const expected = messages.map((message, at) =>
      message.type === 'item' ? { ...message, size: sizes[at] } : message,
    )
    expect(new Set(pair.two.got)).toEqual(new Set(expected))
    expect(pair.two.got).toHaveLength(messages.length)
  })

  it('fail where they are written, if the other side takes no parts', () => {
    const { one } = new Pair(codec)
    one.session.parts = false
    one.session.write(call(1, 10))
    const error = caught(() => one.session.write(call(3, 100_000)))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect((error as Error).message).toContain('takes no parts')
    one.session.write(call(5, 50_000))
    one.flush()
    expect(one.log.map((payload) => elementsOf(codec, payload).length)).toEqual([2])
    expect(one.session.arrivals()(5)).toBe(true)
  })

  it('that have no id can not be cut: a STATUS over 64 KiB fails where it is written', () => {
    const { one } = new Pair(codec)
    one.session.write(call(1, 10))
    for (const size of [maxStatusBytes + 100, 70_000, 200_000]) {
      const methods = Array.from({ length: Math.ceil(size / 100) }, () => 'm'.repeat(98))
      expect(() => one.session.write({ type: 'status', services: { S: methods }, concurrency: 1 })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT', execution: 'not-started' }) as Error,
      )
    }
    one.flush()
    expect(one.log.map((payload) => elementsOf(codec, payload).length)).toEqual([1])
  })
})
