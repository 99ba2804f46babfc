// Messages of one turn of the event loop, in a dialect that has no batches: written together, where the transport can do that.

import { expect, test } from 'vitest'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { Dialect } from '../../src/dialect/dialect.ts'
import { plain } from '../../src/dialect/plain/plain.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { defaultLimits } from '../../src/limits.ts'
import { Alarm } from '../../src/link/alarm.ts'
import { Link } from '../../src/link/link.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'

const toy = plain({
  name: 'toy',
  subprotocols: ['toy'],
  bare: false,
  features: ['notify'],
  heartbeat: 'none',
  wire: () => ({
    encode: (message) => ('method' in message ? message.method : message.type),
    decode: () => {},
  }),
})

/** Writes down what is asked of it. */
class Telling extends MemoryTransport {
  readonly log: unknown[] = []
  override send(payload: string | Uint8Array): boolean {
    this.log.push(payload)
    return super.send(payload)
  }
  cork(): void {
    this.log.push('cork')
  }
  uncork(): void {
    this.log.push('uncork')
  }
}

function linkOver(transport: MemoryTransport, dialect: Dialect): Link {
  const link = new Link({
    role: 'acceptor',
    dialect,
    subprotocol: dialect.subprotocols[0] as string,
    transport,
    alarm: new Alarm(new ManualClock()),
    limits: defaultLimits,
    host: {
      onCall: () => {},
      onNotify: () => {},
      onGoAway: () => {},
      onInterrupted: () => {},
      onEnd: () => {},
    },
  })
  const heartbeat = { interval: 0, misses: 1 }
  link.established({ limits: {}, features: [], heartbeat, resumeWindow: 0 })
  return link
}

test('those of one turn are, and each turn begins anew', async () => {
  const transport = new Telling()
  const link = linkOver(transport, toy)
  link.notify('A.x', [], undefined)
  await Promise.resolve().then(() => link.notify('A.y', [], undefined))
  await Promise.resolve()
  link.notify('A.z', [], undefined)
  await Promise.resolve()
  expect(transport.log).toEqual(['cork', 'A.x', 'uncork', 'cork', 'A.y', 'uncork', 'cork', 'A.z', 'uncork'])
})

test('not too many are, so that the other side can begin', async () => {
  const transport = new Telling()
  const link = linkOver(transport, toy)
  for (let n = 0; n < 18; n++) link.notify('A.x', [], undefined)
  await Promise.resolve()
  const run = (count: number): unknown[] => ['cork', ...Array<unknown>(count).fill('A.x'), 'uncork']
  expect(transport.log).toEqual([...run(8), ...run(8), ...run(2)])
})

test('where the transport can not, they are sent all the same', async () => {
  const transport = new MemoryTransport()
  const link = linkOver(transport, toy)
  link.notify('A.x', [], undefined)
  link.notify('A.y', [], undefined)
  expect(transport.queue).toEqual(['A.x', 'A.y'])
  await Promise.resolve()
})

test('a dialect that has batches needs none of it', async () => {
  const transport = new Telling()
  const link = linkOver(transport, wsrpc(msgpack()))
  link.peer.beat({ interval: 0, misses: 1 }, 0)
  link.notify('A.x', [], undefined)
  await new Promise((resolve) => setImmediate(resolve))
  expect(transport.log).toEqual([expect.any(Uint8Array)])
})
