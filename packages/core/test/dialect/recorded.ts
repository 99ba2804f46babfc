import type { Codec, Payload } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { type Holder, linkPair, settled } from '../link/link-pair.ts'
import type { RemoteStream } from '../../src/stream/remote-stream.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { hello } from '../peer/samples.ts'

/** Values of every kind that travels. */
const scalars: readonly unknown[] = [null, true, 0, -1, 127, 128, 65_536, 2 ** 40, 1.5, -0, NaN, Infinity]
const texts: readonly unknown[] = ['', 'text', '€😀', 'x'.repeat(300)]
const values: readonly unknown[] = [
  ...scalars,
  ...texts,
  new Uint8Array([1, 2, 3]),
  new Float64Array([1, 2]),
  new Date(1e12),
  2n ** 70n,
  -1n,
  new Map<unknown, unknown>([['a', [1]]]),
  new Set([1, 'b']),
  new TypeError('no'),
  undefined,
  [],
  {},
  [[[1]]],
  { a: { b: { c: [1, 2, { d: null }] } } },
  { $: 1, $$date: 5 },
]

async function* items(breaks: boolean): AsyncGenerator<unknown> {
  for (const value of values) yield value
  yield items(false)
  if (breaks) throw new TypeError('broken')
}

/** Streams both ways: one that ends, one that breaks, one that is cancelled, one that nobody reads. */
async function streamed(caller: Holder, callee: Holder): Promise<void> {
  const params = [false, true, false, false].map(items)
  const call = caller.call(new ProbeCall('Backend.streams', params))
  await settled()
  const [incoming] = callee.calls.splice(0) as [IncomingCall]
  const [one, two, three] = incoming.params as RemoteStream<unknown>[]
  void drained(one as RemoteStream<unknown>)
  void drained(two as RemoteStream<unknown>)
  await settled()
  three?.cancel()
  callee.link.peer.answer(incoming, { rows: items(true) })
  await settled()
  await drained((call.ends[0] as { value: { rows: RemoteStream<unknown> } }).value.rows)
  await settled()
}

async function drained(stream: RemoteStream<unknown>): Promise<void> {
  try {
    for await (const item of stream) if (item instanceof Object && Symbol.asyncIterator in item) break
  } catch {
    // one of them breaks
  }
}

/** Frames in parts, as another implementation might cut them: many in a message, mixed with others. */
export function foreignParts(codec: Codec): Payload[] {
  const encoder = codec.createEncoder(defaultLimits)
  const messages = [
    [1, 2001, 'S.m', ['x'.repeat(9000), 'y'.repeat(9000)]],
    [3, 1, [new Uint8Array(20_000)]],
    [7, 2003, { text: '€😀"'.repeat(2500) }],
  ]
  return messages.map((frame) => {
    const total = encoder.append(frame)
    const encoding = encoder.takeLast()
    const [type, id] = frame
    const parts: unknown[][] = []
    for (let at = 0; at < encoding.length;) {
      const { data, end } = encoder.part(encoding, at, 7000)
      parts.push(at === 0 ? [11, id, data, total, type] : [11, id, data], [20, at])
      at = end
    }
    for (const part of parts) encoder.append(part)
    return encoder.take()
  })
}

/** All that two sides said in a connection in which everything happened, in order. */
export async function recorded(codec: Codec): Promise<Payload[]> {
  const payloads: Payload[] = []
  const { clock, dialler, acceptor } = await linkPair({
    codec,
    fresh: true,
    heartbeat: { interval: 1000, misses: 2 },
  })
  for (const { transport } of [dialler, acceptor]) {
    const send = transport.send.bind(transport)
    transport.send = (payload) => (payloads.push(payload.slice()), send(payload))
  }
  const limits = { maxDepth: 64 }
  const resume = { connection: 'c', secret: 's', received: 0 }
  dialler.link.peer.hello({ ...hello, name: 'n', token: 't', features: ['a'], limits, resume })
  await settled()
  const services = { Backend: ['get', 'list'], constructor: ['x'] } as unknown as Record<string, string[]>
  dialler.link.peer.status({ type: 'status', services, concurrency: 8, labels: { a: 'b', c: 1, d: true } })
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const meta = { attempt: 2, idempotencyKey: 'k', trace, metadata: { user: 'ann' } }
  const answer = (peer: typeof dialler.link.peer, call: IncomingCall): void => {
    if (call.id % 5 === 0) peer.refuse(call, 'full')
    else if (call.id % 7 === 0) {
      peer.fail(call, { code: 'ABORTED', message: 'no', execution: 'finished', data: call.params, name: 'N' })
    } else peer.answer(call, call.params[0])
  }
  for (const [at, value] of values.entries()) {
    const [caller, callee] = at % 2 === 0 ? [acceptor, dialler] : [dialler, acceptor]
    const call = caller.call(
      new ProbeCall('Backend.get', [value, at], at % 3 === 0 ? 90_000 : Infinity, meta),
    )
    caller.call(new ProbeCall('Backend.list'))
    caller.link.notify('Backend.seen', [value], at % 4 === 0 ? meta : undefined)
    if (at % 6 === 0) caller.link.peer.cancel(call)
    await settled()
    for (const incoming of callee.calls.splice(0)) answer(callee.link.peer, incoming)
    if (at % 8 === 0) clock.advance(1000)
    await settled()
  }
  for (const [caller, callee] of [
    [dialler, acceptor],
    [acceptor, dialler],
  ] as const) {
    await streamed(caller, callee)
  }
  acceptor.link.peer.goAway({ type: 'goAway', reason: 'restart', retryAfter: 10, url: 'wss://a/b' })
  await settled()
  dialler.link.peer.goAway({ type: 'goAway' })
  await settled()
  acceptor.link.close('goingAway')
  await settled()
  return payloads
}
