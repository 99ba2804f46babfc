import { describe, expect, it } from 'vitest'
import { commonVersion, protocolVersions } from '../../src/dialect/wsrpc/handshake.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { defaultLimits, smallestLimits } from '../../src/limits.ts'
import type { OutgoingMessage, StatusMessage } from '../../src/message.ts'
import { across, codecs, open } from './session.ts'

const messages: readonly OutgoingMessage[] = [
  {
    type: 'hello',
    versions: [1, 2],
    agent: 'wsrpc-test',
    instance: 'i'.repeat(256),
    name: 'näme',
    features: ['a', 'b'],
    limits: { ...defaultLimits },
    token: 't'.repeat(10_000),
  },
  {
    type: 'hello',
    versions: [1, 1],
    agent: '',
    instance: '',
    features: [],
    limits: { ...smallestLimits },
  },
  {
    type: 'welcome',
    version: 1,
    agent: 'pool',
    connection: 'c',
    features: ['a'],
    limits: { maxCalls: 7 },
    heartbeat: { interval: 15_000, misses: 2 },
  },
  {
    type: 'status',
    services: { A: ['x', 'y'], B: [] },
    concurrency: 3,
    labels: { a: 'x', b: -0.5, c: true },
    paused: true,
  },
  { type: 'goAway', reason: 'bye', retryAfter: 100, url: 'wss://a/b' },
  { type: 'goAway' },
]

describe.each(codecs)('the handshake in $name', (codec) => {
  it.each(messages)('$type comes over whole', (message) => {
    expect(across(codec, message)).toEqual([message])
  })

  it('leaves out what is undefined', () => {
    const [read] = across(codec, { type: 'status', services: {}, concurrency: 1 })
    expect(Object.keys(read as object).sort()).toEqual(['concurrency', 'services', 'type'])
  })

  it('reads the names of services into an object that inherits nothing', () => {
    const services = { constructor: ['toString'], toString: ['x'] } as unknown as StatusMessage['services']
    const [read] = across(codec, { type: 'status', services, concurrency: 1 }) as [StatusMessage]
    expect(Object.getPrototypeOf(read.services)).toBeNull()
    expect(Object.keys(read.services)).toEqual(['constructor', 'toString'])
    expect(read.services['valueOf']).toBeUndefined()
    expect(read.services['__proto__']).toBeUndefined()
  })

  it('can not offer a service named __proto__', () => {
    const services = Object.defineProperty({}, '__proto__', { value: ['x'], enumerable: true })
    expect(() => across(codec, { type: 'status', services, concurrency: 1 })).toThrow('__proto__')
  })
})

describe('the version', () => {
  it.each([
    { theirs: [1, 1], common: 1 },
    { theirs: [1, 9], common: 1 },
    { theirs: [0, 1], common: 1 },
    { theirs: [2, 9], common: undefined },
    { theirs: [0, 0], common: undefined },
    { theirs: [9, 1], common: undefined },
  ] as const)('common to $theirs and 1 is $common', ({ theirs, common }) => {
    expect(commonVersion(theirs)).toBe(common)
  })

  it('that this package speaks is 1', () => {
    expect(protocolVersions).toEqual([1, 1])
  })
})

describe('the dialect', () => {
  it('has a subprotocol for each codec, in the order given', () => {
    expect(wsrpc(msgpack(), json()).subprotocols).toEqual(['wsrpc.v1.msgpack', 'wsrpc.v1.json'])
    expect(wsrpc(json()).subprotocols).toEqual(['wsrpc.v1.json'])
  })

  it.each([[[]], [[json(), json()]]])('takes at least one codec and no two of a name', (list) => {
    expect(() => wsrpc(...list)).toThrow(TypeError)
  })

  it('opens no other subprotocol', () => {
    const { host } = open(json())
    expect(() => wsrpc(json()).open('wsrpc.v1.msgpack', host, defaultLimits)).toThrow(
      "no subprotocol 'wsrpc.v1.msgpack'",
    )
  })
})
