// What comes from strangers who speak something like net/rpc's gob.

import { defaultLimits, ProtocolError } from '@wsrpc/core'
import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { mutated } from '@wsrpc/contract-tests/dialect/mutate'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { requestHeader, responseHeader } from '../../src/gob-rpc/headers.ts'
import { gob, goGob, type GobType } from '../../src/index.ts'

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 10)
/** Of what is sent to hurt: nothing is held back on that side. */
const unlimited = { maxMessageBytes: 2 ** 30, maxDepth: 1000, maxItems: 2 ** 24, maxStringBytes: 2 ** 30 }

function encoded(...values: readonly unknown[]): Uint8Array {
  return new GobEncoder(unlimited).encode(...values)
}

function request(method: string, seq: number | bigint, body: unknown): Uint8Array {
  return encoded(gob.of(requestHeader, { ServiceMethod: method, Seq: seq }), body)
}

/** What it answers when each call has a result: header and body, one after the other. */
function said(end: DialectEnd, payload: Uint8Array): unknown[] {
  const before = end.got.length
  end.read(payload)
  for (const message of end.got.slice(before)) {
    if (message.type === 'call') end.say({ type: 'result', id: message.id, value: message.params.length })
    if (message.type === 'bad' && message.of === 'call') {
      const error = { code: 'INVALID_ARGUMENT', message: message.fault, execution: 'not-started' } as const
      end.say({ type: 'error', id: message.id, ...error })
    }
  }
  const decoder = new GobDecoder()
  return end.sent.flatMap((sent) => [...decoder.push(sent as Uint8Array)])
}

function serve(): DialectEnd {
  return new DialectEnd(goGob(), '', 'acceptor')
}

test.each([0, 1, 2 ** 53 - 1, 2n ** 64n - 1n])('the number %s of a call is the one of its answer', (seq) => {
  expect(said(serve(), request('A.B', seq, 'x'))).toEqual([{ ServiceMethod: 'A.B', Seq: seq, Error: '' }, 1])
})

test.each([
  ['a method that is too long', request(`A.${'b'.repeat(300)}`, 1, 'x')],
  [
    'a method that leaves no room for an error',
    request('b'.repeat(defaultLimits.maxMessageBytes - 20), 1, 'x'),
  ],
  ['a text that is too long', request('A.B', 1, 'x'.repeat(defaultLimits.maxStringBytes + 1))],
  ['too many items', request('A.B', 1, new Int8Array(defaultLimits.maxItems + 1).fill(1))],
  ['a body that is too large', request('A.B', 1, new Uint8Array(defaultLimits.maxMessageBytes + 1))],
])('%s fails its call', (_, payload) => {
  const [header, body] = said(serve(), payload)
  expect(header).toMatchObject({ Seq: 1, Error: expect.stringMatching(/^INVALID_ARGUMENT: /) as string })
  expect(body).toBe(false)
})

test.each<[string, GobType | undefined, unknown]>([
  ['a text', undefined, 'Request'],
  ['a struct of other fields', gob.struct({ Method: gob.string }), { Method: 'A.B' }],
  [
    'a number that is a text',
    gob.struct({ ServiceMethod: gob.string, Seq: gob.string }),
    { ServiceMethod: 'A.B', Seq: '1' },
  ],
  [
    'a header over a limit',
    requestHeader,
    { ServiceMethod: 'x'.repeat(defaultLimits.maxStringBytes + 1), Seq: 1 },
  ],
])('%s for a header ends the connection', (_, type, value) => {
  expect(() => serve().read(encoded(type === undefined ? value : gob.of(type, value)))).toThrow(ProtocolError)
})

test('the body beside an error is of no matter', () => {
  const end = serve()
  end.read(encoded(gob.of(responseHeader, { ServiceMethod: 'A.B', Seq: 2, Error: 'no' }), { Any: ['thing'] }))
  expect(end.got).toMatchObject([{ type: 'error', id: 2, code: 'UNKNOWN', message: 'no' }])
})

test(`${rounds} changed streams end the connection or are read, and nothing else (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed)
  const corpus = [
    request('Backend.Get', 0, 'object_id-1'),
    request('Backend.Add', 3, { A: 2, B: 40, Names: ['a', 'b'], By: new Map([['x', 1]]) }),
    encoded(gob.of(responseHeader, { ServiceMethod: 'A.B', Seq: 2, Error: 'no' }), gob.of(gob.empty, {})),
  ]
  const wrong: unknown[] = []
  for (let n = 0; n < rounds; n++) {
    const payload = mutated(corpus[n % corpus.length] as Uint8Array, random, corpus)
    try {
      said(serve(), payload as Uint8Array)
    } catch (error) {
      if (!(error instanceof ProtocolError)) wrong.push([payload, error])
    }
  }
  expect(wrong).toEqual([])
})
