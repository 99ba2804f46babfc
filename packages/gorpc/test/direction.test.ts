// net/rpc has one caller a connection: a client that is sent a call takes it for an answer.

import { ProtocolError } from '@wsrpc/core'
import { DialectEnd, DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { describe, expect, test } from 'vitest'
import { goGob, goJson } from '../src/index.ts'

describe.each([
  ['goJson', goJson()],
  ['goGob', goGob()],
])('%s', (name, dialect) => {
  test('does not call where it was called, and serves on', () => {
    const pair = new DialectPair(dialect, '', 'acceptor')
    pair.call('Backend.get', ['x'])
    const call = { type: 'call', id: 1, method: 'Pool.time', params: [] } as const
    const refusal = {
      code: 'UNIMPLEMENTED',
      execution: 'not-started',
      message: expect.stringContaining(name) as string,
    }
    expect(() => pair.far.say(call)).toThrow(expect.objectContaining(refusal))
    expect(pair.far.sent).toEqual([])
    const { id, there } = pair.call('Backend.get', ['y'])
    expect(pair.toNear({ type: 'result', id: there, value: 1 })).toMatchObject([{ id, value: 1 }])
  })

  test('tells a pool once that who calls takes no calls, and a provider nothing of it', () => {
    for (const [far, told] of [
      ['acceptor', [{ type: 'status', services: {}, concurrency: 0 }]],
      ['dialler', []],
    ] as const) {
      const pair = new DialectPair(dialect, '', far === 'acceptor' ? 'dialler' : 'acceptor')
      pair.call('Backend.get', ['x'])
      pair.call('Backend.get', ['y'])
      const [first] = pair.far.got
      expect(pair.far.got.filter(({ type }) => type === 'status')).toEqual(told)
      expect(first?.type).toBe(far === 'acceptor' ? 'status' : 'call')
    }
  })

  test('ends a connection on which it calls and is called', () => {
    const pair = new DialectPair(dialect, '', 'dialler')
    pair.call('Backend.get', ['x'])
    const stranger = new DialectEnd(dialect, '', 'acceptor')
    stranger.say({ type: 'call', id: 2, method: 'Backend.get', params: ['y'] })
    expect(() => pair.near.read(stranger.sent[0] as Uint8Array)).toThrow(ProtocolError)
  })

  test('is not bound by a call that could not be sent', () => {
    const pair = new DialectPair(dialect, '', 'dialler')
    const call = { type: 'call', id: 1, method: 'Backend.get', params: [() => 1] } as const
    expect(() => pair.near.say(call)).toThrow('params[0]')
    expect(pair.toNear({ type: 'call', id: 2, method: 'Backend.get', params: ['y'] })).toHaveLength(1)
  })
})
