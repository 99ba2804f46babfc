import { describe, expect, it } from 'vitest'
import { replayBytes } from '../../src/limits.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import { randomOf } from './mutate.ts'
import { elementsOf, type End, Pair } from './pair.ts'
import { codecs, countOf } from './session.ts'

function notify(id: number, size = 0): OutgoingMessage {
  return { type: 'notify', id, method: 'S.m', params: ['x'.repeat(size)] }
}

function call(id: number, size = 0): OutgoingMessage {
  return { type: 'call', id, method: 'S.m', params: ['x'.repeat(size)] }
}

function byNumber(a: unknown, b: unknown): number {
  return (a as number) - (b as number)
}

/** Loses the socket, with all that is on it. */
function lose({ one, two }: Pair): void {
  for (const end of [one, two]) {
    end.connected = false
    end.wire.length = 0
  }
}

/** What the handshake of a resume does. */
function resume({ one, two }: Pair): void {
  const [ofOne, ofTwo] = [one.session.received, two.session.received]
  expect([one.session.canResume(ofTwo), two.session.canResume(ofOne)]).toEqual([true, true])
  for (const end of [one, two]) end.connected = true
  two.session.resume(ofOne)
  one.session.resume(ofTwo)
}

function kept(pair: Pair): Pair {
  for (const end of [pair.one, pair.two]) end.session.keeps = true
  return pair
}

describe.each(codecs)('after the loss of a socket, in $name', (codec) => {
  function pairOf(): Pair {
    return kept(new Pair(codec))
  }
  function ids(end: End): unknown[] {
    return end.got.map((message) => ('id' in message ? message.id : message.type))
  }
  function say(end: End, ...messages: readonly OutgoingMessage[]): void {
    for (const message of messages) {
      end.session.write(message)
      end.flush()
    }
  }

  it('exactly that is sent again which the other side lacks, in order', () => {
    const pair = pairOf()
    const { one, two } = pair
    say(one, notify(1), notify(3), notify(5), notify(7))
    one.deliver(two, 2)
    lose(pair)
    say(one, notify(9)) // nobody is there
    const before = one.log.length
    resume(pair)
    expect(one.log.slice(before)).toEqual(one.log.slice(2, 5))
    pair.settle()
    expect(ids(two)).toEqual([1, 3, 5, 7, 9])
  })

  it('nothing is, when it has all', () => {
    const pair = pairOf()
    say(pair.one, notify(1), notify(3))
    pair.one.deliver(pair.two)
    lose(pair)
    const before = pair.one.log.length
    resume(pair)
    expect(pair.one.log).toHaveLength(before)
    expect(pair.one.session.isIdle).toBe(true)
  })

  it('PING, PONG and acknowledgements are not', () => {
    const pair = pairOf()
    say(pair.one, { type: 'ping', nonce: 1 }, notify(1), { type: 'pong', nonce: 2 })
    pair.two.read(countOf(codec, 0))
    lose(pair)
    const before = pair.one.log.length
    resume(pair)
    expect(pair.one.log.slice(before).map((payload) => elementsOf(codec, payload))).toEqual([
      [[2, 1, 'S.m', ['']]],
    ])
  })

  it('the counts that were told in the handshake are not told again', () => {
    const pair = pairOf()
    say(pair.one, notify(1))
    pair.one.deliver(pair.two)
    expect(pair.two.session.owesAck).toBe(true)
    lose(pair)
    resume(pair)
    expect(pair.two.session.owesAck).toBe(false)
    say(pair.two, { type: 'ping', nonce: 1 })
    expect(elementsOf(codec, pair.two.log.at(-1) as string)).toEqual([[20, 1]])
  })

  it('what is sent again may bring counts that are old', () => {
    const pair = pairOf()
    const { one, two } = pair
    say(two, notify(2))
    two.deliver(one)
    say(one, notify(1)) // says 1
    say(two, notify(4))
    two.deliver(one)
    say(one, notify(3)) // says 2
    lose(pair)
    resume(pair)
    pair.settle()
    expect([ids(one), ids(two)]).toEqual([
      [2, 4],
      [1, 3],
    ])
  })

  it('a large frame goes on where it was', () => {
    const pair = pairOf()
    const { one, two } = pair
    say(one, call(1, 2_000_000))
    one.deliver(two, 3)
    lose(pair)
    say(one, call(3, 100_000))
    resume(pair)
    pair.settle()
    expect(ids(two).toSorted(byNumber)).toEqual([1, 3])
    expect(two.got[0]).toMatchObject({ type: 'call' })
    expect(one.left.toSorted(byNumber)).toEqual([1, 3])
  })

  it('what waited for room follows what is sent again', () => {
    const pair = pairOf()
    const { one, two } = pair
    for (let id = 1; id < 80; id += 2) say(one, notify(id, 50_000))
    expect(one.session.hasRoom).toBe(false)
    one.deliver(two, 7)
    lose(pair)
    say(one, notify(81))
    resume(pair)
    pair.settle()
    expect(ids(two)).toEqual(Array.from({ length: 41 }, (_, at) => 2 * at + 1))
    expect([one.rooms, one.session.hasRoom, one.session.isIdle]).toEqual([1, true, true])
  })

  it.each([
    { what: 'fewer than were acknowledged', received: 1, can: false },
    { what: 'as many as were acknowledged', received: 2, can: true },
    { what: 'all that were sent', received: 5, can: true },
    { what: 'those too that no socket took', received: 6, can: true },
    { what: 'more than were sent', received: 7, can: false },
    { what: 'a number that is none', received: 2.5, can: false },
    { what: 'an endless one', received: Infinity, can: false },
  ])('a count can be right, or not: $what', ({ received, can }) => {
    const pair = pairOf()
    const { one } = pair
    for (let id = 1; id <= 5; id++) say(one, notify(2 * id + 1))
    one.read(countOf(codec, 2))
    one.connected = false
    say(one, notify(99))
    expect(one.session.canResume(received)).toBe(can)
  })

  it('all is counted but nothing kept, where nothing is kept', () => {
    const pair = new Pair(codec)
    const { one, two } = pair
    say(one, notify(1), notify(3))
    one.deliver(two)
    two.session.acknowledge()
    two.deliver(one)
    expect([one.session.canResume(2), one.session.canResume(1)]).toEqual([true, false])
    say(one, notify(5))
    lose(pair)
    const before = one.log.length
    one.session.resume(2)
    expect(one.log).toHaveLength(before)
  })

  it.each([11, 12, 13, 14, 15, 16])(
    'nothing is lost, doubled or turned round, whatever happens (seed %i)',
    (seed) => {
      const random = randomOf(seed)
      const below = (n: number): number => Math.floor(random() * n)
      const pair = pairOf()
      const ends = [pair.one, pair.two] as const
      const next = [1, 2]
      /** What each wrote: the small ones must arrive in this order. */
      const wrote: number[][] = [[], []]
      const large: number[][] = [[], []]
      let up = true
      for (let step = 0; step < 1500; step++) {
        const which = below(2)
        const [end, other] = which === 0 ? [pair.one, pair.two] : [pair.two, pair.one]
        switch (below(12)) {
          case 0:
            if (up) lose(pair)
            else resume(pair)
            up = !up
            break
          case 1: {
            const id = next[which] as number
            if ((large[which] as number[]).length > 12) break
            next[which] = id + 2
            large[which]?.push(id)
            end.session.write(call(id, 70_000 + below(300_000)))
            break
          }
          case 2:
            end.session.acknowledge()
            break
          case 3:
            end.session.write({ type: 'ping', nonce: step })
            break
          case 4:
          case 5:
          case 6:
            end.deliver(other, 1 + below(4))
            break
          case 7:
          case 8:
            end.flush()
            break
          default: {
            const id = next[which] as number
            next[which] = id + 2
            wrote[which]?.push(id)
            end.session.write(notify(id, below(9) === 0 ? below(60_000) : below(50)))
          }
        }
      }
      if (!up) resume(pair)
      pair.settle()
      for (const [which, other] of [
        [0, pair.two],
        [1, pair.one],
      ] as const) {
        const arrived = (type: string) =>
          other.got.flatMap((message) => (message.type === type && 'id' in message ? [message.id] : []))
        expect(arrived('notify')).toEqual(wrote[which])
        expect(arrived('call').sort((a, b) => a - b)).toEqual(large[which])
      }
      expect(ends.map(({ session }) => [session.isIdle, session.hasRoom, session.itemRoom])).toEqual([
        [true, true, true],
        [true, true, true],
      ])
      expect(pair.one.session.canResume(pair.two.session.received)).toBe(true)
      expect(pair.two.session.canResume(pair.one.session.received)).toBe(true)
    },
  )
})

describe.each(codecs)('the verdict whether a call arrived, in $name', (codec) => {
  it('of small calls: those that a socket took, or those in the count', () => {
    const { one } = new Pair(codec)
    for (const id of [1, 3, 5]) {
      one.session.write(call(id))
      one.flush()
    }
    one.connected = false
    one.session.write(call(7))
    one.flush()
    one.session.write(call(9)) // its batch is open
    const ids = [1, 3, 5, 7, 9]
    const verdicts = (count?: number): boolean[] => ids.map((id) => one.session.arrivals(count)(id))
    expect(verdicts()).toEqual([true, true, true, false, false])
    expect(verdicts(0)).toEqual([false, false, false, false, false])
    expect(verdicts(1)).toEqual([true, false, false, false, false])
    expect(verdicts(3)).toEqual([true, true, true, false, false])
    expect(verdicts(4)).toEqual([true, true, true, true, false])
  })

  it('of calls that were sent again: as of all that a socket took', () => {
    const { one } = kept(new Pair(codec))
    one.session.write(call(1))
    one.flush()
    one.connected = false
    one.session.write(call(3))
    one.flush()
    expect([1, 3].map((id) => one.session.arrivals()(id))).toEqual([true, false])
    one.connected = true
    one.session.resume(0)
    expect([1, 3].map((id) => one.session.arrivals()(id))).toEqual([true, true])
  })

  it('of calls in one batch: all of them, or none', () => {
    const { one } = new Pair(codec)
    for (const id of [1, 3, 5]) one.session.write(call(id))
    one.flush()
    one.session.write(call(7))
    one.flush()
    expect([1, 3, 5, 7].map((id) => one.session.arrivals(1)(id))).toEqual([true, true, true, false])
    one.read(countOf(codec, 1))
    expect([1, 3, 5, 7].map((id) => one.session.arrivals(1)(id))).toEqual([true, true, true, false])
  })

  it('of a call that makes its batch leave: it is not in it', () => {
    const { one } = new Pair(codec)
    one.session.write(call(1, 40_000))
    one.session.write(call(3, 40_000))
    expect(one.log).toHaveLength(1)
    expect([one.session.arrivals()(1), one.session.arrivals()(3)]).toEqual([true, false])
    one.flush()
    expect([1, 3].map((id) => one.session.arrivals(1)(id))).toEqual([true, false])
    expect([1, 3].map((id) => one.session.arrivals(2)(id))).toEqual([true, true])
  })

  it('of a call that makes its batch leave, behind one that travels in parts', () => {
    const { one } = new Pair(codec)
    one.session.write(call(1, 40_000))
    one.session.write(call(3, 2_000_000))
    one.session.write(call(5, 40_000))
    expect([1, 3, 5].map((id) => one.session.arrivals()(id))).toEqual([true, false, false])
  })

  it('of a large call: not before its last part is in the count', () => {
    const { one } = new Pair(codec)
    one.session.write(call(1, 300_000))
    one.session.write(call(3))
    one.flush()
    const messages = one.log.length
    expect(messages).toBeGreaterThan(4)
    expect([one.session.arrivals()(1), one.session.arrivals()(3)]).toEqual([true, true])
    for (let count = 0; count <= messages; count++) {
      expect([1, 3].map((id) => one.session.arrivals(count)(id))).toEqual([count === messages, count >= 1])
    }
  })

  it('of a large call that has not left whole: never', () => {
    const { one } = new Pair(codec)
    one.session.write(call(1, 3_000_000))
    one.flush()
    const count = one.log.length
    expect(one.session.isCutting(1)).toBe(true)
    expect([one.session.arrivals()(1), one.session.arrivals(count)(1)]).toEqual([false, false])
  })

  it('of a large call whose last part waits for room: not yet', () => {
    const { one } = new Pair(codec)
    const messages = fillBut(one, 65_000 + 15_000)
    one.session.write(call(2001, 66_600))
    // It takes the last of the room, between the two parts.
    one.session.wait({ go: () => void one.session.write({ type: 'item', id: 5, value: 'x'.repeat(30_000) }) })
    one.session.flush()
    expect([one.session.isCutting(2001), one.session.isIdle, one.log.length]).toEqual([
      false,
      false,
      messages + 2,
    ])
    expect(one.session.arrivals()(2001)).toBe(false)
    expect(one.session.arrivals(one.log.length)(2001)).toBe(false)
  })

  it('of calls that wait for room: not yet', () => {
    const { one } = new Pair(codec)
    const messages = fillBut(one, 0)
    one.session.write(call(2001))
    one.flush()
    expect([one.log.length, one.session.arrivals()(2001)]).toEqual([messages, false])
  })

  /** Sends until so many bytes of room are left, or some less. @returns how many messages that took. */
  function fillBut(end: End, left: number): number {
    let bytes = 0
    for (let id = 1; bytes < replayBytes - left; id += 2) {
      end.session.write(notify(id, Math.min(50_000, replayBytes - left - bytes)))
      end.flush()
      bytes = end.log.reduce((sum, payload) => sum + payload.length, 0)
    }
    return end.log.length
  }
})
