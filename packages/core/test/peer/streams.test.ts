import { describe, expect, it } from 'vitest'
import { RpcError } from '../../src/errors.ts'
import { streamWindow } from '../../src/limits.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { calling, ProbeCall } from './probe-call.ts'
import { ProbeSource } from './probe-stream.ts'
import { type Received, settle, type StreamEnd, type StreamPair, streamPair } from './stream-pair.ts'

interface Scene {
  readonly pair: StreamPair
  readonly caller: StreamEnd
  readonly callee: StreamEnd
  readonly call: ProbeCall
  readonly incoming: IncomingCall
  readonly source: ProbeSource
  readonly sink: Received
  /** The end that sends the stream, and the one that reads it. */
  readonly producer: StreamEnd
  readonly consumer: StreamEnd
}

/** A stream that has arrived: in the params of a call, or as its result. */
function arrived(where: 'params' | 'result', direction: 'dialler' | 'acceptor' = 'acceptor'): Scene {
  const pair = streamPair()
  const [caller, callee] =
    direction === 'dialler' ? [pair.dialler, pair.acceptor] : [pair.acceptor, pair.dialler]
  const source = new ProbeSource()
  const call = calling(caller, new ProbeCall('S.m', where === 'params' ? ['x', { rows: source }] : []))
  caller.deliver(callee)
  const incoming = callee.calls[0] as IncomingCall
  if (where === 'params') {
    const { rows: sink } = incoming.params[1] as { rows: Received }
    return { pair, caller, callee, call, incoming, source, sink, producer: caller, consumer: callee }
  }
  callee.peer.answer(incoming, { rows: source })
  callee.deliver(caller)
  const { rows: sink } = (call.ends[0] as unknown as { value: { rows: Received } }).value
  return { pair, caller, callee, call, incoming, source, sink, producer: callee, consumer: caller }
}

/** It is read: the producer is asked for the first item. */
function reading(scene: Scene): Scene {
  scene.sink.stream.ask()
  scene.consumer.deliver(scene.producer)
  return scene
}

const broken = { code: 'ABORTED', message: 'broken', data: 7, execution: 'finished' } as const

describe.each(['params', 'result'] as const)('a stream in the %s', (where) => {
  describe.each(['dialler', 'acceptor'] as const)('of a call of the %s', (direction) => {
    function scene(): Scene {
      return arrived(where, direction)
    }

    it('is not pulled before somebody asks', () => {
      const { source, producer, consumer, sink } = scene()
      expect([source.pulls, producer.wire, consumer.wire]).toEqual([0, [], []])
      sink.stream.ask()
      sink.stream.ask()
      expect(consumer.wire).toEqual([{ type: 'credit', id: sink.stream.id, bytes: streamWindow }])
      consumer.deliver(producer)
      expect(source.pulls).toBe(1)
    })

    it('brings its items, then its end, and is forgotten on both sides', () => {
      const { pair, source, producer, consumer, sink } = reading(scene())
      for (const value of [1, undefined, { a: [2] }]) {
        source.stream?.item(value)
        producer.deliver(consumer)
      }
      expect(source.pulls).toBe(4)
      source.stream?.finished()
      producer.deliver(consumer)
      expect([sink.items, sink.sizes, sink.ends]).toEqual([[1, undefined, { a: [2] }], [10, 10, 10], ['end']])
      settle(pair)
      expect([producer.peer.streams, consumer.peer.streams, source.closes]).toEqual([0, 0, 0])
    })

    it('brings the error that it broke with', () => {
      const { source, producer, consumer, sink } = reading(scene())
      source.stream?.item(1)
      source.stream?.finished({ ...broken, name: 'TypeError' })
      producer.deliver(consumer)
      expect(sink.items).toEqual([1])
      expect(sink.ends).toMatchObject([
        { fail: { code: 'ABORTED', message: 'broken', data: 7, cause: { name: 'TypeError' } } },
      ])
      expect([producer.peer.streams, consumer.peer.streams]).toEqual([0, 0])
    })

    it('that is cancelled is closed, and ends only when its source has closed', () => {
      const { source, producer, consumer, sink } = reading(scene())
      sink.stream.cancel()
      sink.stream.cancel()
      expect(consumer.said()).toEqual([`cancel ${sink.stream.id}`])
      producer.read({ type: 'cancel', id: sink.stream.id })
      expect([source.closes, producer.wire, producer.peer.streams]).toEqual([1, [], 1])
      source.stream?.item('was on the way')
      expect([producer.wire, producer.dropped]).toEqual([[], ['was on the way']])
      source.stream?.finished()
      producer.deliver(consumer)
      expect([producer.peer.streams, consumer.peer.streams]).toEqual([0, 0])
      expect([sink.items, sink.ends]).toEqual([[], []])
    })

    it('that breaks while it is closed just ends: nobody wanted to know', () => {
      const { source, producer, sink } = reading(scene())
      producer.read({ type: 'cancel', id: sink.stream.id })
      source.stream?.finished(broken)
      expect(producer.said()).toEqual([`end ${sink.stream.id}`])
    })

    it('that is lost with the connection says so, and its source is closed', () => {
      const { source, producer, consumer, sink } = reading(scene())
      source.stream?.item(1)
      producer.deliver(consumer)
      consumer.close()
      expect([sink.items, sink.ends]).toEqual([[1], ['lost']])
      producer.close()
      // Streams in params that nobody answered are the call's own: it may want to send them elsewhere.
      expect([source.closes > 0, source.stream]).toEqual([where === 'result', undefined])
      expect([producer.peer.streams, consumer.peer.streams]).toEqual([0, 0])
      producer.close()
      consumer.close()
      expect(sink.ends).toEqual(['lost'])
    })

    it('that was cancelled is told nothing at the loss', () => {
      const { source, producer, consumer, sink } = reading(scene())
      sink.stream.cancel()
      consumer.deliver(producer)
      producer.close()
      consumer.close()
      expect([source.closes > 0, sink.ends]).toEqual([true, []])
    })
  })
})

describe('the credit of a stream', () => {
  it('is topped up once half of it was taken', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.itemSize = 10_000
    for (let n = 0; n < 13; n++) source.stream?.item(n)
    producer.deliver(consumer)
    for (let n = 0; n < 13; n++) sink.stream.took(10_000)
    expect(consumer.wire).toEqual([])
    source.stream?.item(13)
    producer.deliver(consumer)
    sink.stream.took(10_000)
    expect(consumer.wire).toEqual([{ type: 'credit', id: sink.stream.id, bytes: 140_000 }])
  })

  it('stops the producer when the consumer takes nothing, and starts it again', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.itemSize = 100_000
    for (let n = 1; n <= 3; n++) {
      expect(source.pulls).toBe(n)
      source.stream?.item(n)
    }
    // 300,000 of 262,144: the last one went beyond, which is allowed once.
    expect(source.pulls).toBe(3)
    producer.deliver(consumer)
    expect(sink.items).toEqual([1, 2, 3])
    sink.stream.took(100_000)
    sink.stream.took(100_000)
    consumer.deliver(producer)
    expect(source.pulls).toBe(4)
  })

  it('lets an item pass that is larger than all of it', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.itemSize = 5_000_000
    for (let n = 1; n <= 3; n++) {
      source.stream?.item(n)
      expect(source.pulls).toBe(n)
      producer.deliver(consumer)
      sink.stream.took(5_000_000)
      consumer.deliver(producer)
      expect(source.pulls).toBe(n + 1)
    }
    expect([sink.items, consumer.breaches]).toEqual([[1, 2, 3], []])
  })

  it.each([
    { what: 'that was never given', ask: false, items: 1 },
    { what: 'that is used up', ask: true, items: 3 },
  ])('$what makes an item a breach', ({ ask, items }) => {
    const { consumer, sink } = arrived('result')
    const { id } = sink.stream
    if (ask) sink.stream.ask()
    for (let n = 1; n < items; n++) consumer.read({ type: 'item', id, value: n }, streamWindow / 2)
    expect(consumer.breaches).toEqual([])
    consumer.read({ type: 'item', id, value: 0 })
    expect(consumer.breaches).toEqual([
      { close: 'malformed', reason: `an item of stream ${id}, which had no credit left` },
    ])
  })

  it('is given no more to a stream that is cancelled or over', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.itemSize = 200_000
    source.stream?.item(1)
    producer.deliver(consumer)
    sink.stream.cancel()
    consumer.said()
    sink.stream.took(200_000)
    sink.stream.ask()
    expect(consumer.wire).toEqual([])
  })

  it('is added up', () => {
    const { source, producer, sink } = reading(arrived('result'))
    const { id } = sink.stream
    producer.itemSize = streamWindow + 100
    producer.read({ type: 'credit', id, bytes: 100 })
    source.stream?.item(1)
    expect(source.pulls).toBe(1)
    producer.read({ type: 'credit', id, bytes: 0 })
    expect(source.pulls).toBe(1)
    producer.read({ type: 'credit', id, bytes: 1 })
    expect(source.pulls).toBe(2)
  })
})

describe('the window of the connection', () => {
  it('holds an item that was pulled before it closed', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.itemRoom = false
    source.stream?.item('held')
    expect([producer.wire, producer.turns.length]).toEqual([[], 1])
    producer.roomy()
    producer.deliver(consumer)
    expect([sink.items, source.pulls]).toEqual([['held'], 2])
  })

  it('that is closed pulls nothing', () => {
    const { source, producer, sink } = arrived('result')
    producer.itemRoom = false
    producer.read({ type: 'credit', id: sink.stream.id, bytes: 10 })
    expect(source.pulls).toBe(0)
    producer.roomy()
    expect(source.pulls).toBe(1)
  })

  it('is waited for in one place, however much credit comes', () => {
    const { producer, sink } = arrived('result')
    producer.itemRoom = false
    for (let n = 0; n < 5; n++) producer.read({ type: 'credit', id: sink.stream.id, bytes: 10 })
    expect(producer.turns).toHaveLength(1)
  })

  it('drops what it held for a stream that is cancelled', () => {
    const { source, producer, sink } = reading(arrived('result'))
    producer.itemRoom = false
    source.stream?.item('held')
    producer.read({ type: 'cancel', id: sink.stream.id })
    expect([producer.dropped, source.closes]).toEqual([['held'], 1])
    producer.roomy()
    expect(producer.wire).toEqual([])
  })

  it('lets no item pass one that travels in parts', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    const { id } = sink.stream
    producer.cutting.add(id)
    source.stream?.item('large')
    expect(source.pulls).toBe(1)
    producer.read({ type: 'credit', id, bytes: 10 })
    expect(source.pulls).toBe(1)
    producer.cutting.delete(id)
    producer.peer.left(id)
    expect(source.pulls).toBe(2)
    producer.deliver(consumer)
    expect(sink.items).toEqual(['large'])
  })
})

describe('an item that can not travel', () => {
  const refusal = new RpcError('INVALID_ARGUMENT', 'item.a: no', { execution: 'not-started' })

  it('breaks its stream on both sides, and closes its source', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    producer.refuses = (message) => (message.type === 'item' ? refusal : undefined)
    const nested = new ProbeSource()
    source.stream?.item([nested])
    expect([source.closes, producer.dropped]).toEqual([1, [[nested]]])
    expect(nested.released).toBe(1)
    source.stream?.finished()
    producer.deliver(consumer)
    expect(sink.ends).toMatchObject([
      { fail: { code: 'INVALID_ARGUMENT', message: "an item of the stream can't travel: item.a: no" } },
    ])
    expect([producer.peer.streams, consumer.peer.streams]).toEqual([0, 0])
  })
})

describe('what comes for a stream that is not known', () => {
  it.each([
    { message: { type: 'item', id: 77, value: 1 }, late: 1 },
    { message: { type: 'end', id: 77 }, late: 1 },
    { message: { type: 'fail', id: 77, code: 'ABORTED', message: 'm' }, late: 1 },
    { message: { type: 'bad', of: 'item', id: 77, fault: 'f' }, late: 1 },
    { message: { type: 'bad', of: 'fail', id: 77, fault: 'f' }, late: 1 },
    { message: { type: 'credit', id: 78, bytes: 10 }, late: 0 },
    { message: { type: 'cancel', id: 78 }, late: 0 },
  ] as const)('$message.type is dropped: $message', ({ message, late }) => {
    const { acceptor } = streamPair()
    acceptor.read(message)
    expect([acceptor.breaches, acceptor.wire, acceptor.peer.counters.late]).toEqual([[], [], late])
  })

  it('an item brings streams, which are cancelled', () => {
    const { acceptor } = streamPair()
    acceptor.read({ type: 'item', id: 77, value: [{ stream: 79 }, { stream: 81 }] })
    expect([acceptor.breaches, acceptor.said()]).toEqual([[], ['cancel 79', 'cancel 81']])
    acceptor.read({ type: 'end', id: 79 })
    acceptor.read({ type: 'end', id: 81 })
    expect([acceptor.peer.streams, acceptor.peer.counters.late]).toEqual([0, 1])
  })

  it('is the same after it has ended', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    const { id } = sink.stream
    source.stream?.finished()
    producer.deliver(consumer)
    consumer.read({ type: 'item', id, value: 1 })
    consumer.read({ type: 'end', id })
    producer.read({ type: 'credit', id, bytes: 5 })
    producer.read({ type: 'cancel', id })
    expect([sink.items, sink.ends, consumer.peer.counters.late]).toEqual([[], ['end'], 2])
    expect([source.closes, producer.wire]).toEqual([0, []])
  })
})

describe('a bad value', () => {
  it('in an item breaks its stream for its reader, and is told to the producer', () => {
    const { source, producer, consumer, sink } = reading(arrived('result'))
    consumer.read({ type: 'bad', of: 'item', id: sink.stream.id, fault: 'too deep' })
    expect(sink.ends).toMatchObject([
      { fail: { code: 'INVALID_ARGUMENT', message: 'item has a value that is not taken: too deep' } },
    ])
    consumer.deliver(producer)
    expect(source.closes).toBe(1)
    source.stream?.finished()
    producer.deliver(consumer)
    expect([sink.ends.length, consumer.peer.streams, producer.peer.streams]).toEqual([1, 0, 0])
  })

  it('in an item of a stream that is read no more is told to nobody', () => {
    const { consumer, sink } = reading(arrived('result'))
    sink.stream.cancel()
    consumer.read({ type: 'bad', of: 'item', id: sink.stream.id, fault: 'too deep' })
    expect(sink.ends).toEqual([])
    expect(consumer.said()).toEqual([`cancel ${sink.stream.id}`])
  })

  it('in a FAIL is how the stream broke', () => {
    const { consumer, sink } = reading(arrived('result'))
    consumer.read({ type: 'bad', of: 'fail', id: sink.stream.id, fault: 'too deep' })
    expect(sink.ends).toMatchObject([{ fail: { code: 'INVALID_ARGUMENT' } }])
    expect([consumer.peer.streams, consumer.wire]).toEqual([0, []])
  })

  it.each(['end', 'credit'] as const)('in %s can not be, and ends the connection', (of) => {
    const { acceptor } = streamPair()
    acceptor.read({ type: 'bad', of, id: 1, fault: 'f' })
    expect(acceptor.breaches).toMatchObject([{ close: 'malformed' }])
  })
})
