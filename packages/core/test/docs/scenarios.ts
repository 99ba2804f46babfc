import { littleAckDelay } from '../../src/limits.ts'
import type { StreamReader } from '../../src/stream/remote-stream.ts'
import { settled, Stage } from './stage.ts'

/** Each scenario of PROTOCOL.md, played by two real ends: the page has to show what they send. */
export const scenarios: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  Connect: async () => {
    const stage = new Stage()
    stage.provider.greet()
    await stage.later(littleAckDelay)
    return stage.told
  },

  'A call': async () => {
    const stage = await Stage.open()
    stage.pool.call('Backend.get', ['id-1'])
    await settled()
    stage.provider.link.peer.answer(stage.provider.incoming(2), { name: 'first' })
    await stage.later(littleAckDelay)
    return stage.told
  },

  'A call that fails': async () => {
    const stage = await Stage.open()
    const { pool, provider } = stage
    const fail = (id: number, error: Parameters<typeof provider.link.peer.fail>[1]): unknown =>
      provider.link.peer.fail(provider.incoming(id), error)
    const execution = 'finished'
    pool.call('Backend.get', ['id-9'])
    await settled()
    fail(2, { code: 'NOT_FOUND', message: 'no such object', data: { id: 'id-9' }, execution })
    await settled()
    pool.call('Backend.get', [null])
    await settled()
    fail(4, { code: 'UNKNOWN', message: 'id is null', name: 'TypeError', execution })
    await settled()
    pool.call('Backend.got', [])
    await settled()
    const message = 'there is no method Backend.got'
    fail(6, { code: 'UNIMPLEMENTED', message, execution: 'not-started' })
    await settled()
    return stage.told
  },

  'A cancel': async () => {
    const stage = await Stage.open()
    const call = stage.pool.call('Backend.get', ['id-1'])
    await settled()
    stage.pool.link.peer.cancel(call)
    await settled()
    const error = { code: 'CANCELLED', message: 'stopped', execution: 'finished' } as const
    stage.provider.link.peer.fail(stage.provider.incoming(2), error)
    await settled()
    return stage.told
  },

  'A cancel that crosses the result': async () => {
    const stage = await Stage.open()
    const call = stage.pool.call('Backend.get', ['id-1'])
    await settled()
    stage.hold()
    stage.pool.link.peer.cancel(call)
    stage.provider.link.peer.answer(stage.provider.incoming(2), 'first')
    await stage.arrive()
    return stage.told
  },

  'A provider that is full': async () => {
    const stage = await Stage.open()
    stage.pool.call('Backend.get', ['id-1'])
    await settled()
    stage.provider.link.peer.refuse(stage.provider.incoming(2), 'full')
    await settled()
    stage.provider.status()
    await settled()
    return stage.told
  },

  'A stream in a result': async () => {
    const stage = await Stage.open()
    const call = stage.pool.call('Backend.get', ['log'])
    await settled()
    stage.provider.link.peer.answer(stage.provider.incoming(2), slowly('one', 'two'))
    await settled()
    await readAll(resultOf(call))
    return stage.told
  },

  'A stream in params': async () => {
    const stage = await Stage.open()
    stage.pool.call('Backend.put', ['id-1', slowly('one')])
    await settled()
    const call = stage.provider.incoming(2)
    await readAll(call.params[1] as StreamReader)
    stage.provider.link.peer.answer(call, 1)
    await settled()
    return stage.told
  },

  'Credit, and a reader that stops': async () => {
    const stage = await Stage.open()
    const call = stage.pool.call('Backend.get', ['log'])
    await settled()
    stage.provider.link.peer.answer(stage.provider.incoming(2), texts(65_528))
    await settled()
    const stream = resultOf(call)
    const items = stream[Symbol.asyncIterator]()
    await items.next()
    await settled()
    await items.next()
    await settled()
    stream.cancel()
    await settled()
    return stage.told
  },

  'Large values between small ones': async () => {
    const stage = await Stage.open()
    const { pool, provider } = stage
    pool.call('Backend.get', ['photo-1'])
    pool.call('Backend.get', ['photo-2'])
    pool.call('Backend.get', ['id-1'])
    await settled()
    const { peer } = provider.link
    peer.answer(provider.incoming(2), 'a'.repeat(100_000))
    peer.answer(provider.incoming(4), 'b'.repeat(100_000))
    peer.answer(provider.incoming(6), 'first')
    await settled()
    return stage.told
  },

  'A lost socket, and a resume': async () => {
    const stage = await Stage.open()
    const { pool, provider } = stage
    pool.call('Backend.get', ['id-1'])
    await settled()
    stage.hold()
    pool.call('Backend.get', ['id-2'])
    await settled()
    await stage.cut()
    provider.link.peer.answer(provider.incoming(2), 'first')
    await settled()
    await stage.comeBack()
    provider.link.peer.answer(provider.incoming(4), 'second')
    await settled()
    return stage.told
  },

  'A resume that is refused': async () => {
    const stage = await Stage.open()
    const { pool } = stage
    pool.call('Backend.get', ['id-1'])
    await settled()
    await stage.cut()
    const resume = { secret: 'V0wYhe', window: 15_000 }
    await stage.comeBack({ connection: '90ab', resume, resumed: false, received: pool.link.received })
    return stage.told
  },

  'A drain': async () => {
    const stage = await Stage.open()
    const { pool, provider } = stage
    pool.call('Backend.get', ['id-1'])
    await settled()
    stage.hold()
    provider.call('Callback.log', ['hello'])
    pool.link.peer.goAway({ type: 'goAway', reason: 'the pool drains' })
    await stage.arrive()
    pool.link.peer.refuse(pool.incoming(1), 'draining')
    await stage.arrive()
    provider.link.peer.answer(provider.incoming(2), 'first')
    await stage.arrive()
    await stage.arrive()
    if (pool.link.peer.isQuiet) pool.link.close('goingAway')
    await settled()
    return stage.told
  },
}

/** Each line, and the end, after whatever came before it has left. */
async function* slowly(...lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) {
    yield line
    await settled()
  }
}

async function readAll(stream: StreamReader): Promise<void> {
  for await (const _item of stream) await settled()
  await settled()
}

async function* texts(length: number): AsyncGenerator<string> {
  for (;;) yield await Promise.resolve('x'.repeat(length))
}

function resultOf(call: { readonly ends: readonly unknown[] }): StreamReader {
  return (call.ends[0] as { readonly value: StreamReader }).value
}
