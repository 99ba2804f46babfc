import { describe, expect, it } from 'vitest'
import { Alarm } from '../../src/link/alarm.ts'
import { RpcError } from '../../src/errors.ts'
import { type CallContext } from '../../src/service/context.ts'
import { Gate } from '../../src/service/gate.ts'
import { handler } from '../../src/service/handler.ts'
import { Registry } from '../../src/service/registry.ts'
import { Server } from '../../src/service/serve.ts'
import { linkPair, settled } from '../link/link-pair.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { drained, turned } from '../stream/streaming.ts'

/** A service at one end of a pair of links. */
async function served(service: object, capacity = 2) {
  const pair = await linkPair()
  const { dialler: callee, acceptor: caller, clock } = pair
  const registry = new Registry()
  registry.register('S', service)
  const gate = new Gate(capacity)
  const alarm = new Alarm(clock)
  const reports: RpcError[] = []
  const server = new Server({ registry, alarm, gate, report: (error) => reports.push(error) })
  callee.serve = (call) => server.call(callee.link.peer, call, undefined)
  callee.onNotify = (notify) => server.notify(notify, undefined)
  const call = async (
    method: string,
    params: readonly unknown[] = [],
    deadline = Infinity,
  ): Promise<ProbeCall> => {
    const made = caller.call(new ProbeCall(method, params, deadline))
    await settled()
    return made
  }
  return { ...pair, callee, caller, gate, alarm, reports, call }
}

function streamOf(call: ProbeCall): AsyncIterable<unknown> & { cancel(): void } {
  return (call.ends[0] as unknown as { value: AsyncIterable<unknown> & { cancel(): void } }).value
}

async function* forever() {
  for (let n = 0; ; n++) yield n
}

describe('a method that returns a stream', () => {
  it.each([
    ['at once', { rows: forever }],
    ['later', { rows: async () => forever() }],
    ['inside of something', { rows: () => ({ rows: forever() }) }],
  ])('holds its slot until the stream has ended (%s)', async (_when, service) => {
    const { call, gate } = await served(service, 1)
    const first = await call('S.rows')
    expect(gate.running).toBe(1)
    expect((await call('S.rows')).ends).toEqual([{ kind: 'refused', reason: 'full' }])
    const value = streamOf(first) as unknown as { rows?: { cancel(): void }; cancel(): void }
    ;(value.rows ?? value).cancel()
    await turned()
    expect([gate.running, first.releases]).toEqual([0, 1])
    expect((await call('S.rows')).ends).toMatchObject([{ kind: 'result' }])
  })

  it('frees its slot when the connection is lost', async () => {
    const { call, gate, callee } = await served({ rows: forever })
    await call('S.rows')
    callee.transport.terminate()
    await turned()
    expect(gate.running).toBe(0)
  })

  it('frees its slot when the stream can not travel', async () => {
    const { call, gate } = await served({ rows: () => [forever(), Symbol('s')] })
    const made = await call('S.rows')
    expect([made.ends, gate.running]).toMatchObject([[{ kind: 'error' }], 0])
  })

  it('is told when the caller cancels, but its deadline is met', async () => {
    let context: CallContext | undefined
    const rows = handler((given) => {
      context = given
      void given.signal
      return forever()
    })
    const { call, gate, caller, clock, alarm } = await served({ rows })
    const made = await call('S.rows', [], 1500)
    clock.advance(10_000)
    await settled()
    expect([context?.signal.aborted, gate.running, alarm.size]).toEqual([false, 1, 0])
    caller.link.peer.cancel(made)
    await turned()
    expect(context?.signal.reason).toMatchObject({ code: 'CANCELLED' })
    expect([gate.running, made.releases]).toEqual([0, 1])
  })

  it('is told when none of its streams is read any more, and not before', async () => {
    let context: CallContext | undefined
    const rows = handler((given) => {
      context = given
      void given.signal
      return { a: forever(), b: forever() }
    })
    const { call, gate } = await served({ rows })
    const made = await call('S.rows')
    const { a, b } = streamOf(made) as unknown as { a: { cancel(): void }; b: { cancel(): void } }
    a.cancel()
    await turned()
    expect([context?.signal.aborted, gate.running]).toEqual([false, 1])
    b.cancel()
    await turned()
    expect(context?.signal.reason).toMatchObject({ code: 'CANCELLED' })
    expect([gate.running, made.releases]).toEqual([0, 1])
  })

  it('that breaks is told as an error of a method is', async () => {
    const { call, gate } = await served({
      async *rows() {
        yield 1
        throw new RpcError('DATA_LOSS', 'torn', { data: { at: 1 } })
      },
    })
    const made = await call('S.rows')
    const reading = drained(streamOf(made))
    await turned()
    expect(await reading).toMatchObject({
      items: [1],
      error: { code: 'DATA_LOSS', message: 'torn', data: { at: 1 } },
    })
    expect(gate.running).toBe(0)
  })
})

describe('a method that takes a stream', () => {
  it('frees its slot when it has settled, read or not', async () => {
    const { call, gate, caller, callee } = await served({
      sum: async (items: AsyncIterable<number>) => {
        let sum = 0
        for await (const item of items) if ((sum += item) > 10) break
        return sum
      },
      ignore: (_items: AsyncIterable<number>) => 'done',
    })
    const sum = await call('S.sum', [forever()])
    const ignored = await call('S.ignore', [forever()])
    await turned()
    expect([sum.ends, ignored.ends, gate.running]).toEqual([
      [{ kind: 'result', value: 15 }],
      [{ kind: 'result', value: 'done' }],
      0,
    ])
    expect(caller.link.peer.outgoing + callee.link.peer.incoming).toBe(0)
  })

  it('frees its slot when a NOTIFY of another implementation brings one', async () => {
    const { gate, reports, caller, callee } = await served({
      read: async (items: AsyncIterable<number>) => {
        for await (const _ of items) break
      },
    })
    // [[2, 102, 'S.read', [stream 104]]]
    const method = [0xa6, ...Buffer.from('S.read')]
    caller.forge(new Uint8Array([0x91, 0x94, 2, 102, ...method, 0x91, 0xd4, 6, 104]))
    await turned()
    expect([gate.running, callee.ends]).toEqual([0, []])
    expect(reports).toMatchObject([{ code: 'CANCELLED' }])
  })
})
