import { describe, expect, it } from 'vitest'
import { RpcError } from '../../src/errors.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { calling, ProbeCall } from './probe-call.ts'
import { ProbeSink, ProbeSource } from './probe-stream.ts'
import { type Received, settle, type StreamEnd, streamPair } from './stream-pair.ts'

const error = { code: 'ABORTED', message: 'no', execution: 'finished' } as const
const refusal = new RpcError('INVALID_ARGUMENT', 'no', { execution: 'not-started' })

/** A call with streams in its params that has arrived. */
function scene(count = 1, extra: readonly unknown[] = []) {
  const pair = streamPair()
  const { dialler: callee, acceptor: caller } = pair
  const sources = Array.from({ length: count }, () => new ProbeSource())
  const call = calling(caller, new ProbeCall('S.m', [...sources, ...extra]))
  caller.deliver(callee)
  const incoming = callee.calls[0] as IncomingCall
  const sinks = incoming.params.slice(0, count) as Received[]
  const [source, sink] = [sources[0] as ProbeSource, sinks[0] as Received]
  return { pair, caller, callee, call, incoming, sources, sinks, source, sink }
}

/** The streams in the only result. */
function resultOf(call: ProbeCall): Received[] {
  return (call.ends[0] as unknown as { value: Received[] }).value
}

function open(...ends: readonly StreamEnd[]): unknown {
  return ends.map(({ peer }) => [peer.outgoing, peer.incoming, peer.streams])
}

const nothing = [
  [0, 0, 0],
  [0, 0, 0],
]

describe('a call with streams that can not be written', () => {
  it('leaves its sources as they were: they may be sent with another', () => {
    const { dialler, acceptor } = streamPair()
    const source = new ProbeSource()
    dialler.refuses = (message) => (message.type === 'call' ? refusal : undefined)
    expect(() => calling(dialler, new ProbeCall('S.m', [source]))).toThrow('no')
    expect([source.stream, source.released, source.closes]).toEqual([undefined, 1, 0])
    expect(open(dialler, acceptor)).toEqual(nothing)
    dialler.refuses = undefined
    const call = calling(dialler, new ProbeCall('S.m', [source]))
    expect([call.streams?.produced.size, source.attached]).toEqual([1, 2])
  })

  it('leaves no stream for the next frame', () => {
    const { dialler } = streamPair()
    dialler.refuses = (message) => (message.type === 'call' ? refusal : undefined)
    expect(() => calling(dialler, new ProbeCall('S.m', [new ProbeSource()]))).toThrow('no')
    dialler.refuses = undefined
    expect(calling(dialler).streams).toBeUndefined()
  })
})

describe('a call with streams that is refused', () => {
  it('keeps them: they end over there, and may go elsewhere', () => {
    const { pair, caller, callee, call, incoming, sources } = scene(2)
    callee.peer.refuse(incoming, 'full')
    callee.deliver(caller)
    expect([call.ends, call.streams?.pulled]).toEqual([[{ kind: 'refused', reason: 'full' }], false])
    expect(sources.map(({ released, closes, stream }) => [released, closes, stream])).toEqual([
      [1, 0, undefined],
      [1, 0, undefined],
    ])
    settle(pair)
    expect(open(caller, callee)).toEqual(nothing)
    calling(caller, new ProbeCall('S.m', sources))
    expect(caller.peer.streams).toBe(2)
  })

  it('loses them when one was asked for already: its items are gone', () => {
    const { pair, caller, callee, call, incoming, sources, sink } = scene(2)
    sink.stream.ask()
    callee.deliver(caller)
    callee.peer.refuse(incoming, 'full')
    callee.deliver(caller)
    expect([call.ends.length, call.streams?.pulled]).toEqual([1, true])
    expect(sources.map(({ closes }) => closes)).toEqual([1, 1])
    for (const source of sources) source.stream?.finished()
    settle(pair)
    expect(open(caller, callee)).toEqual(nothing)
  })
})

describe('a call with streams that fails', () => {
  it.each(['fail', 'bad'] as const)('closes them, and those who read them are told (%s)', (how) => {
    const { pair, caller, callee, call, incoming, source, sink } = scene()
    sink.stream.ask()
    settle(pair)
    if (how === 'bad') caller.read({ type: 'bad', of: 'error', id: call.id, fault: 'f' })
    callee.peer.fail(incoming, error)
    expect(sink.ends).toMatchObject([{ abort: { code: 'CANCELLED' } }])
    callee.deliver(caller)
    expect([call.ends.length, source.closes]).toEqual([1, 1])
    source.stream?.finished()
    settle(pair)
    expect([open(caller, callee), sink.ends.length]).toEqual([nothing, 1])
  })

  it('is told not started when its params were bad, and the streams in them end too', () => {
    const pair = streamPair()
    const { dialler: callee, acceptor: caller } = pair
    const source = new ProbeSource()
    const call = calling(caller, new ProbeCall('S.m', [source]))
    caller.wire.length = 0
    callee.read({ type: 'bad', of: 'call', id: call.id, fault: 'too deep' })
    callee.deliver(caller)
    expect(call.ends).toMatchObject([{ error: { execution: 'not-started' } }])
    source.stream?.finished()
    settle(pair)
    expect(open(caller, callee)).toEqual(nothing)
  })
})

describe('a call with streams that is cancelled', () => {
  it('ends those of its params on both sides, and is still answered', () => {
    const { pair, caller, callee, call, incoming, source, sink } = scene()
    expect(caller.peer.cancel(call)).toBe(false)
    expect(source.closes).toBe(1)
    caller.deliver(callee)
    expect([sink.ends, incoming.ended]).toMatchObject([
      [{ abort: { code: 'CANCELLED' } }],
      { code: 'CANCELLED' },
    ])
    source.stream?.finished()
    callee.peer.answer(incoming, 1)
    settle(pair)
    expect([call.ends, open(caller, callee)]).toEqual([[{ kind: 'result', value: 1 }], nothing])
  })

  it('ends those of its result, which has come', () => {
    const { pair, caller, callee, call, incoming } = scene()
    const results = [new ProbeSource(), new ProbeSource()]
    callee.peer.answer(incoming, results)
    callee.deliver(caller)
    caller.peer.cancel(call)
    const sinks = resultOf(call)
    expect(sinks.map(({ ends }) => ends)).toMatchObject([
      [{ abort: { code: 'CANCELLED' } }],
      [{ abort: { code: 'CANCELLED' } }],
    ])
    caller.deliver(callee)
    expect(incoming.ended).toMatchObject({ code: 'CANCELLED' })
    expect(results.map(({ closes }) => closes)).toEqual([1, 1])
    for (const one of results) one.stream?.finished()
    callee.deliver(caller)
    expect(call.releases).toBe(1)
    settle(pair)
  })

  it('cancels the streams of a result that comes late', () => {
    const { caller, callee, call, incoming, source } = scene()
    caller.peer.cancel(call)
    source.stream?.finished()
    const late = new ProbeSource()
    callee.peer.answer(incoming, [late])
    callee.deliver(caller)
    const [sink] = resultOf(call) as [Received]
    // Somebody may hold it: it must not wait for ever.
    expect(sink.ends).toMatchObject([{ abort: { code: 'CANCELLED' } }])
    caller.deliver(callee)
    expect(late.closes).toBeGreaterThan(0)
    late.stream?.finished()
    callee.deliver(caller)
    expect([call.releases, open(caller, callee)]).toEqual([1, nothing])
  })

  it('is withdrawn when it has not left whole: its sources stay as they were', () => {
    const { dialler, acceptor } = streamPair()
    const source = new ProbeSource()
    const call = calling(dialler, new ProbeCall('S.m', [source]))
    dialler.cutting.add(call.id)
    expect(dialler.peer.cancel(call)).toBe(true)
    expect([dialler.said(), call.ends]).toEqual([[`cancel ${call.id}`], []])
    expect([source.stream, source.closes, open(dialler, acceptor)]).toEqual([undefined, 0, nothing])
    dialler.close()
    expect(call.ends).toEqual([])
  })

  it('takes its result back that has not left whole: an ERROR answers in its place', () => {
    const { caller, callee, call, incoming } = scene(0)
    const result = new ProbeSource()
    let releases = 0
    incoming.onReleased = () => releases++
    expect(callee.peer.answer(incoming, [result])).toBe(false)
    callee.cutting.add(call.id)
    caller.peer.cancel(call)
    caller.deliver(callee)
    expect([result.closes > 0, releases]).toEqual([true, 1])
    callee.deliver(caller)
    expect(call.ends).toMatchObject([{ kind: 'error', error: { code: 'CANCELLED', execution: 'finished' } }])
    expect(open(caller, callee)).toEqual(nothing)
  })

  it('takes a result without streams back as well', () => {
    const { caller, callee, call, incoming } = scene(0)
    expect(callee.peer.answer(incoming, 'large')).toBe(true)
    callee.cutting.add(call.id)
    caller.peer.cancel(call)
    caller.deliver(callee)
    callee.deliver(caller)
    expect(call.ends).toMatchObject([{ kind: 'error', error: { code: 'CANCELLED', execution: 'finished' } }])
    expect(open(caller, callee)).toEqual(nothing)
  })
})

describe('a result with streams', () => {
  it('holds its call on both sides until the last has ended, and is then told once', () => {
    const { pair, caller, callee, call, incoming } = scene(0)
    const results = [new ProbeSource(), new ProbeSource()] as const
    let releases = 0
    incoming.onReleased = () => releases++
    expect(callee.peer.answer(incoming, results)).toBe(false)
    callee.deliver(caller)
    expect([call.streaming, call.ends.length]).toEqual([true, 1])
    results[0].stream?.finished()
    settle(pair)
    expect([releases, call.releases, caller.peer.outgoing, callee.peer.incoming]).toEqual([0, 0, 1, 1])
    results[1].stream?.finished(error)
    settle(pair)
    expect([releases, call.releases, open(caller, callee)]).toEqual([1, 1, nothing])
    callee.peer.close(() => true)
    caller.peer.close(() => true)
    expect([releases, call.releases, call.ends.length]).toEqual([1, 1, 1])
  })

  it('without any is told as such', () => {
    const { caller, callee, call, incoming } = scene(0)
    expect(callee.peer.answer(incoming, 1)).toBe(true)
    callee.deliver(caller)
    expect([call.streaming, call.releases]).toEqual([false, 0])
  })

  it('waits for room whole, and is told when it has left', () => {
    const { caller, callee, call, incoming } = scene(0)
    callee.hasRoom = false
    let releases = 0
    expect(callee.peer.answer(incoming, 'value')).toBe(false)
    incoming.onReleased = () => releases++
    callee.peer.roomy()
    expect([releases, callee.wire]).toEqual([0, []])
    callee.hasRoom = true
    callee.peer.roomy()
    callee.peer.roomy()
    callee.deliver(caller)
    expect([releases, call.ends.length, open(caller, callee)]).toEqual([1, 1, nothing])
  })

  it('that waits for room is dropped with its connection', () => {
    const { callee, incoming } = scene(0)
    callee.hasRoom = false
    let releases = 0
    const result = new ProbeSource()
    expect(callee.peer.answer(incoming, [result])).toBe(false)
    incoming.onReleased = () => releases++
    callee.close()
    expect([releases, callee.dropped]).toEqual([1, [[result]]])
  })

  it('that can not travel is an error, and its streams are dropped', () => {
    const { caller, callee, call, incoming } = scene(0)
    const result = new ProbeSource()
    callee.refuses = (message) => (message.type === 'result' ? refusal : undefined)
    expect(callee.peer.answer(incoming, [result])).toBe(true)
    expect([callee.dropped, result.released]).toEqual([[[result]], 1])
    callee.deliver(caller)
    expect([call.ends, open(caller, callee)]).toMatchObject([[{ kind: 'error' }], nothing])
  })

  it('that could not be read fails its call, and ends its streams over there', () => {
    const { pair, caller, callee, call, incoming } = scene(0)
    const result = new ProbeSource()
    callee.peer.answer(incoming, [result])
    callee.wire.length = 0
    caller.read({ type: 'bad', of: 'result', id: call.id, fault: 'too deep' })
    expect(call.ends).toMatchObject([{ error: { code: 'INVALID_ARGUMENT', execution: 'finished' } }])
    caller.deliver(callee)
    expect(result.closes).toBe(1)
    result.stream?.finished()
    settle(pair)
    expect(open(caller, callee)).toEqual(nothing)
  })

  it('for no call is late, and its streams are cancelled', () => {
    const { acceptor } = streamPair()
    acceptor.read({ type: 'result', id: 2, value: { stream: 3 } })
    expect([acceptor.peer.counters.late, acceptor.said()]).toEqual([1, ['cancel 3']])
    acceptor.read({ type: 'end', id: 3 })
    expect(acceptor.peer.streams).toBe(0)
  })

  it('a second one is late, also while the streams of the first go on', () => {
    const { caller, callee, call, incoming } = scene(0)
    callee.peer.answer(incoming, [new ProbeSource()])
    callee.deliver(caller)
    caller.read({ type: 'result', id: call.id, value: 2 })
    caller.read({ type: 'error', id: call.id, code: 'ABORTED', message: 'm', execution: 'finished' })
    caller.read({ type: 'refuse', id: call.id, reason: 'full' })
    expect([caller.peer.counters.late, call.ends.length]).toEqual([3, 1])
    expect(callee.peer.answer(incoming, 3)).toBe(true)
    expect([callee.wire, callee.dropped]).toEqual([[], [3]])
  })
})

describe('streams in the items of streams', () => {
  it('belong to the call, and hold it', () => {
    const { pair, caller, callee, call, incoming } = scene(0)
    const [outer, inner] = [new ProbeSource(), new ProbeSource()]
    callee.peer.answer(incoming, [outer])
    settle(pair)
    const [sink] = resultOf(call) as [Received]
    sink.stream.ask()
    settle(pair)
    outer.stream?.item({ inner })
    outer.stream?.finished()
    settle(pair)
    expect([call.releases, callee.peer.incoming, sink.ends]).toEqual([0, 1, ['end']])
    const { inner: nested } = sink.items[0] as { inner: Received }
    nested.stream.ask()
    settle(pair)
    inner.stream?.item(5)
    inner.stream?.finished()
    settle(pair)
    expect([nested.items, nested.ends, call.releases]).toEqual([[5], ['end'], 1])
    expect(open(caller, callee)).toEqual(nothing)
  })

  it('are cancelled with the call', () => {
    const { pair, caller, call, callee, incoming } = scene(0)
    const [outer, inner] = [new ProbeSource(), new ProbeSource()]
    callee.peer.answer(incoming, [outer])
    settle(pair)
    ;(resultOf(call)[0] as Received).stream.ask()
    settle(pair)
    outer.stream?.item({ inner })
    caller.peer.cancel(call)
    settle(pair)
    expect([outer.closes, inner.closes]).toEqual([1, 1])
    for (const source of [outer, inner]) source.stream?.finished()
    settle(pair)
    expect([call.releases, open(caller, callee)]).toEqual([1, nothing])
  })

  it('of a stream that is read no more are cancelled', () => {
    const { pair, caller, call, callee, incoming } = scene(0)
    const [outer, inner] = [new ProbeSource(), new ProbeSource()]
    callee.peer.answer(incoming, [outer])
    settle(pair)
    const { stream } = resultOf(call)[0] as Received
    stream.ask()
    settle(pair)
    outer.stream?.item({ inner })
    stream.cancel()
    settle(pair)
    expect([outer.closes, inner.closes]).toEqual([1, 1])
    for (const source of [outer, inner]) source.stream?.finished()
    settle(pair)
    expect([call.releases, open(caller, callee)]).toEqual([1, nothing])
  })

  it('that never left, as their item was on its way in parts, end with it', () => {
    const { pair, caller, call, callee, incoming } = scene(0)
    const [outer, inner] = [new ProbeSource(), new ProbeSource()]
    callee.peer.answer(incoming, [outer])
    settle(pair)
    const { stream } = resultOf(call)[0] as Received
    stream.ask()
    settle(pair)
    // Its ITEM has not left whole when the CANCEL comes, and the END takes its place.
    callee.cutting.add(stream.id)
    outer.stream?.item({ inner })
    callee.wire.length = 0
    stream.cancel()
    settle(pair)
    outer.stream?.finished()
    settle(pair)
    inner.stream?.finished()
    expect(inner.closes).toBeGreaterThan(0)
    settle(pair)
    expect([call.releases, open(caller, callee)]).toEqual([1, nothing])
  })
})

describe('a NOTIFY with streams', () => {
  it('of another implementation: they are cancelled, and whoever reads them is told', () => {
    const { acceptor } = streamPair()
    acceptor.read({ type: 'notify', id: 1, method: 'S.m', params: [{ stream: 3 }] })
    expect(acceptor.said()).toEqual(['cancel 3'])
    const [sink] = (acceptor.told.at(-1) as { params: readonly Received[] }).params as [Received]
    expect(sink.ends).toHaveLength(1)
    acceptor.read({ type: 'end', id: 3 })
    expect(acceptor.peer.streams).toBe(0)
  })
})

describe('the number of streams', () => {
  it('is held against what the other side takes, before anything is sent', () => {
    const { dialler } = streamPair()
    dialler.theirMaxStreams = 3
    calling(dialler, new ProbeCall('S.m', [new ProbeSource(), new ProbeSource()]))
    const more = [new ProbeSource(), new ProbeSource()] as const
    expect(() => calling(dialler, new ProbeCall('S.m', more))).toThrow(
      expect.objectContaining({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' }) as Error,
    )
    expect([dialler.peer.streams, dialler.peer.outgoing, more[0].stream]).toEqual([2, 1, undefined])
    calling(dialler, new ProbeCall('S.m', [more[0]]))
    expect(dialler.peer.streams).toBe(3)
  })

  it('of none is said as what the other side can not', () => {
    const { dialler } = streamPair()
    dialler.theirMaxStreams = 0
    expect(() => calling(dialler, new ProbeCall('S.m', [new ProbeSource()]))).toThrow(
      expect.objectContaining({ code: 'UNIMPLEMENTED', execution: 'not-started' }) as Error,
    )
  })

  it('counts those that this side sends, and not those that it receives', () => {
    const { caller, callee, incoming } = scene(3)
    callee.theirMaxStreams = 1
    expect(callee.peer.answer(incoming, [new ProbeSource()])).toBe(false)
    caller.ourMaxStreams = 1
    expect(() => callee.deliver(caller)).not.toThrow()
  })

  it('is held against what this side takes: a frame that brings more is a bad one', () => {
    const { acceptor } = streamPair()
    acceptor.ourMaxStreams = 2
    acceptor.read({ type: 'call', id: 1, method: 'S.m', params: [{ stream: 3 }, { stream: 5 }] })
    acceptor.read({ type: 'call', id: 7, method: 'S.m', params: [{ stream: 9 }] })
    expect(acceptor.calls.map(({ id }) => id)).toEqual([1])
    expect(acceptor.wire).toMatchObject([
      { type: 'cancel', id: 9 },
      {
        type: 'error',
        id: 7,
        execution: 'not-started',
        message: expect.stringContaining('maxStreams') as string,
      },
    ])
    acceptor.read({ type: 'end', id: 9 })
    acceptor.read({ type: 'end', id: 3 })
    acceptor.read({ type: 'call', id: 11, method: 'S.m', params: [{ stream: 13 }] })
    expect([acceptor.calls.length, acceptor.peer.streams, acceptor.breaches]).toEqual([2, 2, []])
  })

  it('is held so as frames are handled: a stream that ends makes place for one in the same message', () => {
    const { acceptor } = streamPair()
    acceptor.ourMaxStreams = 1
    acceptor.read({ type: 'call', id: 1, method: 'S.m', params: [{ stream: 3 }] })
    // A message is read as a whole, then its frames are handled: END 3, CALL 5 with the stream 7.
    const sink = new ProbeSink()
    const stream = acceptor.peer.consume(7, sink)
    acceptor.peer.receive({ type: 'end', id: 3 }, 0)
    acceptor.peer.receive({ type: 'call', id: 5, method: 'S.m', params: [sink] }, 0, [stream])
    expect([acceptor.calls.length, acceptor.peer.streams]).toEqual([2, 1])
  })

  it('has a bound even before that', () => {
    const { acceptor } = streamPair()
    acceptor.ourMaxStreams = 2
    for (const id of [3, 5, 7, 9]) acceptor.peer.consume(id, new ProbeSink())
    expect(() => acceptor.peer.consume(11, new ProbeSink())).toThrow('maxStreams')
  })

  it.each([
    { what: 'of the wrong side', id: 4 },
    { what: 'in use', id: 3 },
    { what: 'that is none', id: 0 },
  ])('an id $what can not be taken', ({ id }) => {
    const { acceptor } = streamPair()
    acceptor.read({ type: 'call', id: 1, method: 'S.m', params: [{ stream: 3 }] })
    expect(() => acceptor.peer.consume(id, {} as never)).toThrow(`a stream with the id ${id}`)
  })

  it('one source twice in a frame is one stream', () => {
    const { dialler, acceptor } = streamPair()
    const source = new ProbeSource()
    calling(dialler, new ProbeCall('S.m', [source, [source]]))
    expect([dialler.peer.streams, source.attached]).toEqual([1, 1])
    expect(dialler.wire[0]).toMatchObject({ params: [{ stream: 3 }, [{ stream: 3 }]] })
    expect(acceptor.breaches).toEqual([])
  })
})

describe('a call with streams whose connection is lost', () => {
  it('that has no answer has its sources back, and is told', () => {
    const { caller, call, source } = scene()
    caller.close()
    expect([source.closes, source.released, call.ends]).toMatchObject([0, 1, [{ kind: 'lost' }]])
  })

  it('that was given up has not: they are closed', () => {
    const { caller, call, source } = scene()
    caller.peer.cancel(call)
    caller.close()
    expect(source.closes).toBeGreaterThan(0)
  })

  it('that has its result is released, and not lost', () => {
    const { caller, callee, call, incoming, source } = scene()
    callee.peer.answer(incoming, [new ProbeSource()])
    callee.deliver(caller)
    caller.close()
    expect([call.ends.length, call.releases, source.closes > 0]).toEqual([1, 1, true])
    expect((resultOf(call)[0] as Received).ends).toEqual(['lost'])
  })

  it('tells the streams of the params to those who read them', () => {
    const { callee, incoming, sink } = scene()
    let releases = 0
    callee.peer.answer(incoming, [new ProbeSource()])
    incoming.onReleased = () => releases++
    callee.close()
    expect([sink.ends, incoming.ended, releases]).toMatchObject([['lost'], { code: 'UNAVAILABLE' }, 1])
    expect(callee.peer.streams).toBe(0)
  })
})

describe('a socket that is lost for a while', () => {
  it('is told to the calls that wait for an answer, and ends nothing', () => {
    const { caller, callee, call, incoming, source, sink } = scene()
    const answered = calling(caller)
    caller.deliver(callee)
    callee.peer.answer(callee.calls[1] as IncomingCall, [new ProbeSource()])
    callee.deliver(caller)
    caller.peer.interrupt()
    callee.peer.interrupt()
    expect(call.interruptions).toBe(0)
    caller.peer.tellInterrupted()
    callee.peer.tellInterrupted()
    expect([call.interruptions, answered.interruptions, call.ends]).toEqual([1, 0, []])
    expect([incoming.ended, source.closes, sink.ends]).toEqual([undefined, 0, []])
    caller.peer.resume(10)
    callee.peer.answer(incoming, 1)
    callee.deliver(caller)
    expect(call.ends).toEqual([{ kind: 'result', value: 1 }])
  })
})
