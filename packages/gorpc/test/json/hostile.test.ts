// What comes from strangers who speak something like net/rpc's JSON.

import { defaultLimits, ProtocolError } from '@wsrpc/core'
import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { mutated } from '@wsrpc/contract-tests/dialect/mutate'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { goJson } from '../../src/index.ts'

const encoder = new TextEncoder()
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 9)

function serve(): DialectEnd {
  return new DialectEnd(goJson(), '', 'acceptor')
}

/** What it answers when each call has a result. */
function said(end: DialectEnd, payload: Uint8Array | string): unknown[] {
  const before = end.got.length
  end.read(payload)
  for (const message of end.got.slice(before)) {
    if (message.type === 'call') end.say({ type: 'result', id: message.id, value: message.params.length })
    if (message.type === 'bad' && message.of === 'call') {
      const error = { code: 'INVALID_ARGUMENT', message: message.fault, execution: 'not-started' } as const
      end.say({ type: 'error', id: message.id, ...error })
    }
  }
  return end.wire.splice(0).map((sent) => new TextDecoder().decode(sent as Uint8Array))
}

test.each([
  ['a large number', '18446744073709551615'],
  ['zero', '0'],
  ['a text', '"é\\"\\n"'],
  ['null', 'null'],
  ['an object', '{"a": [1, 2]}'],
])('an id that is %s is echoed as it came', (_, id) => {
  const request = `{"method":"A.B","params":[1],"id":${id}}`
  expect(said(serve(), request)).toEqual([`{"id":${id},"result":1,"error":null}\n`])
  const bad = `{"method":"A.B","params":[${'['.repeat(100)}${']'.repeat(100)}],"id":${id}}`
  expect(said(serve(), bad)).toEqual([
    expect.stringContaining(`{"id":${id},"result":null,"error":"INVALID_ARGUMENT`),
  ])
})

test('a request without params or with many has as many; what is no list is refused', () => {
  const end = serve()
  expect(said(end, '{"method":"A.B","id":1}')).toEqual(['{"id":1,"result":0,"error":null}\n'])
  expect(said(end, '{"method":"A.B","params":[1,2],"id":2}')).toEqual(['{"id":2,"result":2,"error":null}\n'])
  expect(said(end, '{"method":"A.B","params":{"a":1},"id":3}')).toEqual([
    expect.stringContaining('its params are not an array'),
  ])
})

test.each([
  ['a method that is too long', `{"method":"A.${'b'.repeat(300)}","params":[1],"id":1}`],
  ['a key that is __proto__', '{"method":"A.B","params":[{"__proto__":{"x":1}}],"id":1}'],
  [
    'a text that is too long',
    `{"method":"A.B","params":["${'x'.repeat(defaultLimits.maxStringBytes + 1)}"],"id":1}`,
  ],
  ['too many items', `{"method":"A.B","params":[[${'0,'.repeat(defaultLimits.maxItems)}0]],"id":1}`],
])('%s fails its call, and no other', (_, request) => {
  const end = serve()
  expect(said(end, request)).toEqual([
    expect.stringMatching(/^{"id":1,"result":null,"error":"INVALID_ARGUMENT: /),
  ])
  expect(said(end, '{"method":"A.B","params":[1],"id":2}')).toEqual(['{"id":2,"result":1,"error":null}\n'])
})

test.each([
  ['an id of no call of ours', '{"id":"abc","result":1,"error":null}'],
  ['no id', '{"result":1,"error":null}'],
  ['nothing at all', '{}'],
])('an answer with %s is ignored and counted', (_, answer) => {
  const end = serve()
  end.read(answer)
  expect([end.got, end.session.ignored]).toEqual([[], 1])
})

test.each([
  ['an error that is an object', '{"id":2,"result":null,"error":{"code":1}}'],
  ['an error that is a number', '{"id":2,"result":null,"error":7}'],
  ['a result that is too deep', `{"id":2,"result":${'['.repeat(100)}${']'.repeat(100)},"error":null}`],
])('an answer with %s fails its call', (_, answer) => {
  const end = serve()
  end.read(answer)
  expect(end.got).toMatchObject([{ type: 'bad', of: 'result', id: 2 }])
})

test('an answer of Go that is null is a result', () => {
  const end = serve()
  end.read('{"id":2,"result":null,"error":null}{"id":4,"result":[]}')
  expect(end.got).toMatchObject([
    { type: 'result', id: 2, value: null },
    { type: 'result', id: 4, value: [] },
  ])
})

test('an id that is too long is not echoed: the connection ends', () => {
  expect(() => said(serve(), `{"method":"A.B","params":[1],"id":"${'x'.repeat(2000)}"}`)).toThrow(
    ProtocolError,
  )
})

test('an object that never ends is given up at the limit of a message', () => {
  const end = serve()
  const piece = encoder.encode('x'.repeat(2 ** 20))
  end.read('{"method":"')
  const flood = (): void => {
    for (let n = 0; n < 20; n++) end.read(piece)
  }
  expect(flood).toThrow(expect.objectContaining({ close: 'tooLarge' }))
})

test(`${rounds} changed streams end the connection or are answered, and nothing else (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed)
  const corpus = [
    '{"method":"Backend.Get","params":["object_id-1"],"id":0}\n',
    '{"method":"Backend.Add","params":[{"A":2,"B":40}],"id":3}{"method":"A.B","params":[],"id":"x"}\n',
    '{"id":0,"result":"value-of-object_id-1","error":null}\n{"id":2,"result":null,"error":"no"}\n',
  ].map((text) => encoder.encode(text))
  const wrong: unknown[] = []
  for (let n = 0; n < rounds; n++) {
    const payload = mutated(corpus[n % corpus.length] as Uint8Array, random, corpus)
    try {
      // Never an answer that a client of Go does not survive.
      for (const answer of said(serve(), payload)) {
        const { result, error } = JSON.parse(answer as string) as { result: unknown; error: unknown }
        const isFine = error === null ? result !== null : typeof error === 'string' && error !== ''
        if (!isFine) wrong.push([payload, answer])
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) wrong.push([payload, error])
    }
  }
  expect(wrong).toEqual([])
})
