import { describe, expect, it } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { gob } from '../../src/gob/gob.ts'
import { messagesOf } from './capture.ts'
import { fromHex, toHex } from './vectors.ts'

const request = (ServiceMethod: string, Seq: number) => ({ ServiceMethod, Seq })
const response = (ServiceMethod: string, Seq: number, Error = '') => ({ ServiceMethod, Seq, Error })

/** Each message is a header and a body. */
const calls: readonly (readonly [unknown, unknown])[] = [
  [request('Backend.Get', 0), 'object_id-1'],
  [request('Backend.Get', 1), 'object_id-2'],
  [request('Backend.Fail', 2), 'zz'],
  [request('Backend.Add', 3), { A: 2, B: 40 }],
  [request('Nope.Nope', 4), 'x'],
]
const answers: readonly (readonly [unknown, unknown])[] = [
  [response('Backend.Get', 0), 'value-of-object_id-1'],
  [response('Backend.Get', 1), 'value-of-object_id-2'],
  [response('Backend.Fail', 2, 'no such object: zz'), {}],
  [response('Backend.Add', 3), { Sum: 42, Blob: new Uint8Array([1, 2, 255]) }],
  [response('Nope.Nope', 4, "rpc: can't find service Nope.Nope"), {}],
]

const requestType = gob.struct({ ServiceMethod: gob.string, Seq: gob.uint }, 'Request')
const responseType = gob.struct({ ServiceMethod: gob.string, Seq: gob.uint, Error: gob.string }, 'Response')

describe('a recorded conversation of net/rpc', () => {
  it('is read: calls', () => {
    const decoder = new GobDecoder()
    expect(messagesOf('pool').map((hex) => [...decoder.push(fromHex(hex))])).toStrictEqual(calls)
  })

  it('is read: answers', () => {
    const decoder = new GobDecoder()
    expect(messagesOf('provider').map((hex) => [...decoder.push(fromHex(hex))])).toStrictEqual(answers)
  })

  it('would have been the same bytes from here: calls', () => {
    const encoder = new GobEncoder()
    const args = gob.struct({ A: gob.int, B: gob.int }, 'Args')
    const sent = calls.map(([header, body]) =>
      toHex(
        encoder.encode(gob.of(requestType, header), typeof body === 'object' ? gob.of(args, body) : body),
      ),
    )
    expect(sent).toStrictEqual(messagesOf('pool'))
  })

  it('would have been the same bytes from here: answers', () => {
    const encoder = new GobEncoder()
    const out = gob.struct({ Sum: gob.int, Blob: gob.bytes }, 'Out')
    const bodies = answers.map(([, body]) => body)
    bodies[2] = gob.of(gob.empty, {})
    bodies[3] = gob.of(out, bodies[3])
    bodies[4] = gob.of(gob.empty, {})
    const sent = answers.map(([header], i) => toHex(encoder.encode(gob.of(responseType, header), bodies[i])))
    expect(sent).toStrictEqual(messagesOf('provider'))
  })
})
