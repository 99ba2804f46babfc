// A link in a dialect without a handshake: who is not let in yet, and WebSocket pings in place of PING.

import { expect, test } from 'vitest'
import { plain } from '../../src/dialect/plain/plain.ts'
import type { PlainWire } from '../../src/dialect/plain/wire.ts'
import { defaultLimits } from '../../src/limits.ts'
import { Alarm } from '../../src/link/alarm.ts'
import type { RpcError } from '../../src/errors.ts'
import type { LinkEnd } from '../../src/link/host.ts'
import { Link } from '../../src/link/link.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'

/** What the toy fails to write. */
const failing = new Set<string>()

/** Every message is a call of one method; at one it fails as it should not. */
function wire(): PlainWire {
  let next = 1
  return {
    encode: (message) => {
      if (failing.has(message.type)) throw new TypeError('nobody thought of that')
      return message.type
    },
    decode: (payload, reader) => {
      if (payload === 'odd') throw new TypeError('nobody thought of that')
      const id = next
      next += 2
      reader.receive({ type: 'call', id, method: 'A.b', params: [payload] })
    },
  }
}

class Stage {
  readonly clock = new ManualClock()
  readonly calls: unknown[] = []
  readonly ends: LinkEnd[] = []
  readonly faults: RpcError[] = []
  readonly open: IncomingCall[] = []
  readonly pinged: number[] = []
  held = 0
  readonly near: MemoryTransport & { ping?(nonce: number): void; hold?(): void }
  readonly far: MemoryTransport
  readonly link: Link

  constructor({ pings = false, heartbeat = 'websocket' as 'websocket' | 'none' } = {}) {
    const [near, far] = MemoryTransport.pair()
    this.near = near
    this.far = far
    this.near.hold = () => this.held++
    if (pings) this.near.ping = (nonce) => this.pinged.push(nonce)
    const dialect = plain({ name: 'toy', subprotocols: ['toy'], bare: true, features: [], heartbeat, wire })
    this.link = new Link({
      role: 'acceptor',
      dialect,
      subprotocol: '',
      transport: this.near,
      alarm: new Alarm(this.clock),
      limits: defaultLimits,
      host: {
        onCall: (call: IncomingCall) => {
          if (call.params[0] === 'bad') throw new Error('a listener that throws')
          this.calls.push(call.params[0])
          this.open.push(call)
        },
        onFault: (error) => this.faults.push(error),
        onNotify: () => {},
        onGoAway: () => {},
        onInterrupted: () => {},
        onEnd: (end) => this.ends.push(end),
      },
    })
  }

  letIn(interval = 100): void {
    const heartbeat = { interval, misses: 2 }
    this.link.established({ limits: {}, features: [], heartbeat, resumeWindow: 0 })
  }

  /** The other side says this. */
  async say(...texts: string[]): Promise<void> {
    for (const text of texts) this.far.send(text)
    await turn()
  }
}

/** Lets all microtasks run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('what comes before it is let in is told afterwards, in order, before what comes later', async () => {
  const stage = new Stage()
  expect(stage.held).toBe(1)
  await stage.say('one', 'two')
  expect(stage.calls).toEqual([])
  stage.letIn()
  stage.far.send('three')
  await turn()
  expect(stage.calls).toEqual(['one', 'two', 'three'])
})

test('one that says too much before it is let in is closed', async () => {
  const stage = new Stage()
  await stage.say('x'.repeat(65_000), 'y'.repeat(1000))
  expect(stage.ends).toMatchObject([{ code: 4413, local: true }])
  expect(stage.calls).toEqual([])
})

test('one that is not let in in time is closed', async () => {
  const stage = new Stage()
  stage.clock.advance(5100)
  expect(stage.ends).toMatchObject([{ code: 4408 }])
})

test('it is asked at once, then at each interval, by pings of the transport', () => {
  const stage = new Stage({ pings: true })
  stage.letIn()
  expect(stage.pinged).toEqual([0])
  stage.link.pong(0)
  stage.clock.advance(120)
  stage.link.pong(1)
  stage.clock.advance(120)
  expect(stage.pinged).toEqual([0, 1, 2])
  expect(stage.ends).toEqual([])
})

test('one that has answered, and answers no more, is lost', () => {
  const stage = new Stage({ pings: true })
  stage.letIn()
  stage.link.pong(0)
  for (let n = 0; n < 5; n++) stage.clock.advance(100)
  expect(stage.ends).toMatchObject([{ code: 4409 }])
})

test('one that never answered is not judged', async () => {
  const stage = new Stage({ pings: true })
  stage.letIn()
  for (let n = 0; n < 20; n++) {
    stage.clock.advance(100)
    await turn()
  }
  expect(stage.ends).toEqual([])
  expect(stage.pinged.length).toBeGreaterThan(5)
})

test.each([
  ['the transport has no pings', { pings: false }],
  ['the dialect wants none', { pings: true, heartbeat: 'none' as const }],
])('nobody is asked where %s, and no timer runs', (_, options) => {
  const stage = new Stage(options)
  stage.letIn()
  stage.clock.advance(10_000)
  expect([stage.pinged, stage.ends]).toEqual([[], []])
})

test('one that leaves closes once nothing is open, though nobody heard it', async () => {
  const stage = new Stage()
  stage.letIn()
  stage.link.peer.goAway({ type: 'goAway' })
  await turn()
  expect(stage.link.peer.isQuiet).toBe(true)
})

test('one that leaves waits for the answer to a ping, where there are answers', async () => {
  const stage = new Stage({ pings: true })
  stage.letIn()
  stage.link.pong(0)
  stage.link.peer.goAway({ type: 'goAway' })
  await turn()
  expect(stage.link.peer.isQuiet).toBe(false)
  stage.link.pong(stage.pinged.at(-1) as number)
  expect(stage.link.peer.isQuiet).toBe(true)
})

test('a fault in the dialect ends its connection, tells nobody else of it, and goes no further', async () => {
  const stage = new Stage()
  stage.letIn()
  await stage.say('one', 'odd', 'two')
  expect(stage.calls).toEqual(['one'])
  expect(stage.ends).toEqual([{ code: 4500, reason: 'something broke on that side', local: true }])
  expect(stage.faults).toMatchObject([{ code: 'INTERNAL', cause: { message: 'nobody thought of that' } }])
})

test('what a listener throws is not taken for that', () => {
  const stage = new Stage()
  stage.letIn()
  expect(() => stage.link.message('bad')).toThrow('a listener that throws')
  expect([stage.ends, stage.faults]).toEqual([[], []])
})

const fault = { code: 'INTERNAL', cause: { message: 'nobody thought of that' } }

test('a result that it fails to write is answered with an error, and the connection goes on', async () => {
  const stage = new Stage()
  stage.letIn()
  failing.add('result')
  try {
    await stage.say('one')
    const said: unknown[] = []
    stage.far.receiver = { message: (payload) => said.push(payload), closed: () => {} }
    stage.link.peer.answer(stage.open[0] as IncomingCall, 'value')
    await turn()
    expect([said, stage.link.peer.incoming]).toEqual([['error'], 0])
    expect(stage.faults).toMatchObject([fault])
    expect(stage.ends).toEqual([])
  } finally {
    failing.clear()
  }
})

test('an error that it fails to write ends the connection: there is nothing else to be said', async () => {
  const stage = new Stage()
  stage.letIn()
  failing.add('error')
  try {
    await stage.say('one')
    const error = { code: 'ABORTED', message: 'no', execution: 'finished' } as const
    stage.link.peer.fail(stage.open[0] as IncomingCall, error)
    expect(stage.faults).toMatchObject([fault])
    expect(stage.ends).toMatchObject([{ code: 4500, local: true }])
    expect(stage.link.peer.incoming).toBe(0)
  } finally {
    failing.clear()
  }
})
