import { beforeEach, describe, expect, it } from 'vitest'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { DialectHost, DialectSession } from '../../src/dialect/dialect.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits, type Limits, maxPartBytes } from '../../src/limits.ts'
import type { NotifyMessage } from '../../src/message.ts'
import { bytes, digest } from './digest.ts'
import { Script } from './script.ts'
import { nothingLeft, settled, World } from './world.ts'

/** Larger than the window of a connection: it can't leave whole before it is acknowledged. */
const heavy = 600_000

interface Stage {
  readonly world: World
  readonly script: Script
  /** All that can happen happens. */
  readonly run: (until?: () => boolean) => Promise<void>
}

/** Two ends, of which the acceptor serves. */
async function stage(service: object, limits: Partial<Limits> = {}, script = new Script()): Promise<Stage> {
  const world = new World(msgpack(), limits)
  world.acceptor.registry.register('S', service)
  await world.open()
  await settled()
  const run = async (until: () => boolean = () => false): Promise<void> => {
    for (let idle = 0; idle < 20;) {
      await settled()
      if (until()) return
      const from = (['dialler', 'acceptor'] as const).find((role) => world.waiting(role) > 0)
      if (from === undefined) world.clock.advance(idle++ < 5 ? 30 : 5000)
      else world.deliver(from)
    }
  }
  return { world, script, run }
}

/** Corners that chance seldom finds, each by the shortest way to it. */
describe('streams', () => {
  let world: World
  let script: Script
  let run: Stage['run']

  async function begin(service: object, limits?: Partial<Limits>): Promise<void> {
    ;({ world, run } = await stage(service, limits, script))
  }

  const read = (): string[] => script.outcome.get('reader of it') ?? []

  beforeEach(() => {
    script = new Script()
  })

  it('in an item that is broken off on its way end with it', async () => {
    await begin({
      open: () =>
        script.source('outer', ['first', { pad: bytes(heavy), inner: script.source('inner', [1]) }]),
    })
    const call = script.call(world.dialler, 'it', 'S.open')
    void call.result.then((stream) => script.read('it', stream, 1))
    await run()
    expect(read()).toEqual(['first', 'broke off'])
    expect(script.running.size).toBe(0)
    // The rest of it stayed here.
    expect(world.delivered.acceptor).toBeLessThan(heavy / maxPartBytes + 3)
    expect(world.leftovers()).toEqual(nothingLeft)
  })

  it('do not end before the item that brings them has arrived', async () => {
    const slow = async function* (): AsyncGenerator<unknown> {
      try {
        yield { pad: bytes(heavy), inner: script.source('inner', [1]) }
      } finally {
        await script.opened('close')
      }
    }
    await begin({ open: slow })
    const call = script.call(world.dialler, 'it', 'S.open')
    void call.result.then((stream) => script.read('it', stream))
    // The item is on its way, in parts; the source that gave it takes its time to close, so the item is not dropped.
    await run(() => world.waiting('acceptor') > 4)
    script.cancel(world.dialler, call)
    await run()
    script.open('close')
    await run()
    expect(world.leftovers()).toEqual(nothingLeft)
  })

  it('of a call that is given up do not look whole to a method that has answered and still reads them', async () => {
    await begin({
      take: (_name: string, items: AsyncIterable<unknown>) => {
        void script.read('it', items)
        return 'taken'
      },
    })
    const call = script.call(world.dialler, 'it', 'S.take', script.source('params', [1, 2, 3]))
    await settled()
    world.deliver('dialler') // it is answered, and the answer is on its way
    await settled()
    script.cancel(world.dialler, call)
    await run()
    expect(read()).toEqual([expect.stringContaining('CANCELLED')])
    expect(world.leftovers()).toEqual(nothingLeft)
  })

  it('in items of a call that is lost are closed: its owner does not know of them', async () => {
    await begin({
      take: async (_name: string, items: AsyncIterable<unknown>) => {
        for await (const item of items) {
          for await (const one of item as AsyncIterable<unknown>) {
            script.note('got', digest(one))
            if (one !== 1) await script.opened('never')
          }
        }
      },
    })
    // Each has more to give than its reader has asked for.
    const inner = script.source('inner', [1, bytes(heavy), 2])
    const items = script.source('outer', [inner, bytes(heavy), 'never'])
    script.call(world.dialler, 'it', 'S.take', items)
    await run(() => script.outcome.get('got')?.length === 2)
    world.cut()
    await settled()
    expect([...script.running].toSorted()).toEqual(['outer', 'inner'].toSorted())
    for (const { link } of world.ends) link.abandon({ code: 1006, reason: '', local: false })
    await run()
    expect([...script.running]).toEqual([])
  })

  it('are as many as maxStreams says, also when one ends and another begins in one message', async () => {
    let end = (_: IteratorResult<unknown>): void => {}
    let answer = (_: unknown): void => {}
    const next = (): Promise<unknown> => new Promise((resolve) => (end = resolve))
    await begin(
      {
        open: () => ({ [Symbol.asyncIterator]: () => ({ next }) }),
        later: () => new Promise((resolve) => (answer = resolve)),
      },
      { maxStreams: 1 },
    )
    const first = script.call(world.dialler, 'first', 'S.open')
    void first.result.then((stream) => script.read('first', stream))
    const second = script.call(world.dialler, 'second', 'S.later')
    void second.result.then((stream) => script.read('it', stream))
    await run()
    // The END is written, then the result, and both are flushed.
    end({ done: true, value: undefined })
    answer(script.source('second', [1]))
    await run()
    expect(script.outcome.get('second')).toEqual(['a result with streams: a stream', 'released'])
    expect(read()).toEqual(['1', 'the end'])
    expect(world.leftovers()).toEqual(nothingLeft)
  })
})

describe('calls', () => {
  it('that are given up while their result is on its way get an error in its place', async () => {
    const { script, world, run } = await stage({ large: () => bytes(heavy) })
    const call = script.call(world.dialler, 'it', 'S.large')
    await run(() => world.waiting('acceptor') > 4)
    script.cancel(world.dialler, call)
    await run()
    expect(script.outcome.get('it')).toEqual([expect.stringContaining('CANCELLED, finished')])
    expect(world.leftovers()).toEqual(nothingLeft)
  })

  it('that are given up on their way leave nothing at the other side, however many', async () => {
    const { script, world, run } = await stage({ take: () => 'taken' })
    // Of what may be announced and not be whole, 64 MiB, each takes a good part.
    for (let n = 0; n < 6; n++) {
      const call = script.call(world.dialler, `call ${n}`, 'S.take', bytes(15_000_000))
      const before = world.delivered.dialler
      await run(() => world.delivered.dialler > before + 2)
      script.cancel(world.dialler, call)
      await run()
      expect(script.outcome.get(`call ${n}`)).toEqual(['withdrawn'])
    }
    expect(world.dialler.ends).toEqual([])
    expect(world.leftovers()).toEqual(nothingLeft)
  })

  it('that wait for room go on after a resume by which everything else had arrived', async () => {
    const { script, world, run } = await stage({ take: (name: string) => script.ran(name) })
    for (let n = 0; n < 30; n++)
      world.dialler.link.notify('S.take', [`notify ${n}`, bytes(60_000)], undefined)
    await settled()
    while (world.waiting('dialler') > 0) world.deliver('dialler')
    world.cut() // no acknowledgement has left, the handshake brings it
    await settled()
    await world.mend('counts')
    await run()
    expect(script.outcome.size).toBe(30)
    expect(world.unacknowledged()).toEqual([0, 0])
  })
})

describe('a session', () => {
  const dialect = wsrpc(msgpack())

  function session(transmit: (payload: Uint8Array) => boolean): DialectSession {
    const host: DialectHost = {
      transmit: (payload) => transmit(payload as Uint8Array),
      flushSoon() {},
      onRoom() {},
      onLeft() {},
      onIdle() {},
      onOverload() {},
    }
    const made = dialect.open('wsrpc.v1.msgpack', host, defaultLimits)
    made.keeps = made.parts = true
    return made
  }

  it('says that a call has arrived only with its last part, also when that one waits for room', () => {
    const sent: Uint8Array[] = []
    const ours = session((payload) => sent.push(payload) > 0)
    const notify = (id: number): unknown =>
      ours.write({ type: 'notify', id, method: 'S.m', params: [bytes(62_000)] })
    // Nearly all that may be unacknowledged; the first part of the call fills it up.
    for (let id = 1; id <= 32; id += 2) {
      notify(id)
      ours.flush()
    }
    ours.write({ type: 'call', id: 33, method: 'S.m', params: [bytes(70_000)] })
    ours.flush()
    expect(ours.arrivals()(33)).toBe(false)
    // The other side has one message more, and what it says is answered at once: the answer takes the room.
    const theirs = session((payload) => {
      ours.read(payload, () => void notify(35))
      return true
    })
    theirs.read(sent[0] as Uint8Array, () => {})
    theirs.write({ type: 'notify', id: 2, method: 'S.m', params: [] })
    theirs.flush()
    expect(ours.isCutting(33)).toBe(false)
    expect(ours.isIdle).toBe(false)
    expect([ours.arrivals()(33), ours.arrivals(sent.length)(33)]).toEqual([false, false])
  })

  it('says that a call has arrived only with the message that it begins, when the one before was full', () => {
    const sent: Uint8Array[] = []
    const ours = session((payload) => sent.push(payload) > 0)
    ours.write({ type: 'call', id: 1, method: 'S.m', params: [bytes(40_000)] })
    ours.write({ type: 'call', id: 3, method: 'S.m', params: [bytes(40_000)] })
    ours.flush()
    expect(sent).toHaveLength(2)
    expect([0, 1, 2].map((count) => ours.arrivals(count)(1))).toEqual([false, true, true])
    expect([0, 1, 2].map((count) => ours.arrivals(count)(3))).toEqual([false, false, true])
  })

  it('lets nothing overtake what waits for room, not even what is written while an acknowledgement is read', () => {
    const sent: Uint8Array[] = []
    const ours = session((payload) => sent.push(payload) > 0)
    const notify = (id: number): unknown =>
      ours.write({ type: 'notify', id, method: 'S.m', params: [bytes(62_000)] })
    for (let id = 1; id <= 41; id += 2) {
      notify(id)
      ours.flush()
    }
    expect(sent.length).toBeLessThan(20) // the others wait
    const arrived: number[] = []
    const theirs = session((payload) => {
      ours.read(payload, () => [43, 45, 47].forEach((id) => notify(id)))
      return true
    })
    const readAll = (): void => {
      for (const payload of sent.splice(0)) {
        theirs.read(payload, (message) => arrived.push((message as NotifyMessage).id))
      }
    }
    readAll()
    theirs.write({ type: 'notify', id: 2, method: 'S.m', params: [] })
    theirs.flush()
    ours.flush()
    readAll()
    expect(arrived).toEqual(Array.from({ length: 24 }, (_, at) => 2 * at + 1))
  })
})
