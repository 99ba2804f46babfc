import { expect, test } from 'vitest'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { Payload } from '../../src/codec/codec.ts'
import { countOf, open, read, type Scene } from './session.ts'

const codec = msgpack()

function sendPing({ session }: Scene): void {
  session.write({ type: 'ping', nonce: 7 })
  session.flush()
}

function sendCall({ session }: Scene, id: number): void {
  session.write({
    type: 'call',
    id,
    method: 'A.x',
    params: ['x'.repeat(id)],
    timeLeft: undefined,
    meta: undefined,
  })
  session.flush()
}

/** The memory that what was sent last is in. */
function memoryOf({ sent }: Scene): ArrayBufferLike {
  return (sent.at(-1) as Uint8Array).buffer
}

function copyOf(payloads: readonly Payload[]): Payload[] {
  return payloads.map((payload) => payload.slice())
}

test('many connections that have nothing to say have no memory of their own', () => {
  const scenes = Array.from({ length: 1000 }, () => open(codec))
  for (const scene of scenes) sendPing(scene)
  // A thousand PINGs of six bytes.
  expect(new Set(scenes.map(memoryOf)).size).toBeLessThanOrEqual(10)
})

test('one that says only how much it received has none either', () => {
  const one = countOf(codec, 1)
  const scenes = Array.from({ length: 1000 }, () => open(codec))
  for (const scene of scenes) {
    const other = open(codec)
    sendCall(other, 1)
    read(scene.session, other.sent[0] as Payload)
    scene.session.acknowledge()
    expect(scene.sent).toEqual([one])
    read(other.session, scene.sent[0] as Payload)
  }
  expect(new Set(scenes.map(memoryOf)).size).toBeLessThanOrEqual(20)
})

test('what is not acknowledged is in memory that no other connection writes to', () => {
  const [one, other] = [open(codec), open(codec)]
  sendCall(one, 1)
  sendCall(other, 1)
  expect(memoryOf(other)).not.toBe(memoryOf(one))
  sendCall(one, 3)
  const memory = memoryOf(one)
  read(one.session, countOf(codec, 2))
  sendCall(other, 3)
  expect(memoryOf(other)).not.toBe(memory)
  const third = open(codec)
  sendCall(third, 1)
  expect(memoryOf(third)).toBe(memory)
})

test('what was sent stays as it was, whoever has the memory now', () => {
  const scenes = Array.from({ length: 20 }, () => open(codec))
  for (const scene of scenes) {
    sendCall(scene, 1)
    read(scene.session, countOf(codec, 1))
  }
  const before = scenes.map(({ sent }) => copyOf(sent))
  for (const scene of scenes) sendPing(scene)
  for (const scene of scenes) sendCall(scene, 3)
  expect(scenes.map(({ sent }) => copyOf(sent.slice(0, 1)))).toEqual(before)
})

test('one that has something open keeps its memory while others rest', () => {
  const [busy, ...others] = Array.from({ length: 3 }, () => open(codec)) as [Scene, Scene, Scene]
  busy.session.write({ type: 'notify', id: 1, method: 'A.x', params: ['first'] })
  for (const scene of others) sendPing(scene)
  busy.session.write({ type: 'notify', id: 3, method: 'A.x', params: ['second'] })
  busy.session.flush()
  const params = read(open(codec).session, busy.sent[0] as Payload).map((message) =>
    message.type === 'notify' ? message.params : [],
  )
  expect(params).toEqual([['first'], ['second']])
})
