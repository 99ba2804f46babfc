// maxMessageBytes, to the byte: of each object as it is written, with what is around its value.

import { DialectEnd, DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { allLimits } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { goJson } from '../../src/index.ts'

const maxMessageBytes = 100_000

function call(id: number, bytes: number): string {
  const empty = JSON.stringify({ method: 'A.B', params: [''], id })
  return `${JSON.stringify({ method: 'A.B', params: ['x'.repeat(bytes - empty.length)], id })}\n`
}

test('a call that is too large fails alone', () => {
  const end = new DialectEnd(goJson(), '', 'acceptor')
  end.session.ourLimits = allLimits({ maxMessageBytes })
  end.read(call(1, maxMessageBytes + 1))
  end.read(call(2, maxMessageBytes))
  expect(end.got.filter(({ type }) => type !== 'status')).toMatchObject([
    { type: 'bad', of: 'call', fault: `${maxMessageBytes + 1} bytes, more than ${maxMessageBytes}` },
    { type: 'call' },
  ])
})

test('what is sent is held against what the other side reads', () => {
  const pair = new DialectPair(goJson(), '', 'acceptor')
  pair.limit({ maxMessageBytes })
  pair.far.session.theirLimits = pair.near.session.ourLimits = allLimits({ maxMessageBytes })
  const tooLarge = expect.objectContaining({ code: 'INVALID_ARGUMENT', execution: 'not-started' }) as Error
  const around = {
    call: '{"method":"A.B","params":[""],"id":2}\n',
    result: '{"id":2,"result":"","error":null}\n',
  }
  const most = maxMessageBytes - around.call.length
  expect(() => pair.call('A.b', ['x'.repeat(most + 1)])).toThrow(tooLarge)
  const [arrived] = pair.toFar({ type: 'call', id: 2, method: 'A.b', params: ['x'.repeat(most)] })
  expect(arrived).toMatchObject({ type: 'call' })
  const id = (arrived as { id: number }).id
  const value = 'x'.repeat(maxMessageBytes - around.result.length)
  expect(() => pair.toNear({ type: 'result', id, value: `${value}x` })).toThrow(tooLarge)
  expect(pair.toNear({ type: 'result', id, value })).toMatchObject([{ type: 'result', value }])
})
