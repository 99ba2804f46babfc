import { describe, expect, it } from 'vitest'
import { isRpcError, type RpcError } from '../../src/errors.ts'
import { defaultLimits, maxWireBytes } from '../../src/limits.ts'
import type { OutgoingMessage } from '../../src/message.ts'
import { caught, codecs, open, read } from './session.ts'

function call(id: number, params: readonly unknown[], extra: object = {}): OutgoingMessage {
  return { type: 'call', id, method: 'S.m', params, ...extra }
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}

describe.each(codecs)('a value that can not travel, in $name', (codec) => {
  const fn = (): void => undefined
  it.each([
    { where: 'params[0].user', message: call(1, [{ user: fn }]) },
    { where: 'params[1][0]["odd key"]', message: call(1, [1, [{ 'odd key': fn }]]) },
    { where: 'params[0]', message: call(1, [fn]) },
    { where: 'meta.metadata.user', message: call(1, [], { meta: { metadata: { user: fn } } }) },
    { where: 'params[2]', message: { type: 'notify', id: 1, method: 'S.m', params: [1, 2, Symbol('s')] } },
    { where: 'result.list[1]', message: { type: 'result', id: 2, value: { list: [1, fn] } } },
    { where: 'result', message: { type: 'result', id: 2, value: Promise.resolve() } },
    {
      where: 'details.data.cause',
      message: {
        type: 'error',
        id: 2,
        code: 'ABORTED',
        message: '',
        execution: 'finished',
        data: { cause: fn },
      },
    },
    {
      where: 'status.labels.x',
      message: { type: 'status', services: {}, concurrency: 1, labels: { x: fn as never } },
    },
  ] satisfies { where: string; message: OutgoingMessage }[])('names $where', ({ where, message }) => {
    const { session } = open(codec)
    const error = caught(() => session.write(message)) as RpcError
    expect(isRpcError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect(error.message.slice(0, where.length + 2)).toBe(`${where}: `)
  })

  it('leaves the batch as it was', () => {
    const { session, sent } = open(codec)
    session.write(call(1, ['before']))
    expect(() => session.write(call(3, ['x'.repeat(1000), fn]))).toThrow('params[1]')
    session.write(call(5, ['after']))
    session.flush()
    expect(sent).toHaveLength(1)
    expect(read(open(codec).session, sent[0] as string)).toMatchObject([
      { id: 1, params: ['before'] },
      { id: 5, params: ['after'] },
    ])
  })

  it('as the first of a batch opens none', () => {
    const { session, sent } = open(codec)
    expect(() => session.write(call(1, [fn]))).toThrow('params[0]')
    session.flush()
    expect(sent).toEqual([])
    expect(session.write(call(3, []))).toBeGreaterThan(0)
  })
})

describe.each(codecs)("the other side's limits, in $name", (codec) => {
  const small = { ...defaultLimits, maxMessageBytes: 1000, maxDepth: 8, maxItems: 50, maxStringBytes: 100 }

  it.each([
    { what: 'depth', params: [{ user: nested(20) }], where: 'params[0].user' },
    { what: 'length of a string', params: [{ user: 'x'.repeat(101) }], where: 'params[0].user: ' },
    { what: 'bytes of a string', params: [{ user: '€'.repeat(34) }], where: 'params[0].user: ' },
    { what: 'items', params: [Array.from({ length: 60 }, () => 1)], where: 'message: ' },
    {
      what: 'bytes of one value',
      params: [new Uint8Array(1200)],
      where: 'params[0]: a binary value of 1200 bytes',
    },
    { what: 'bytes', params: Array.from({ length: 30 }, () => new Uint8Array(60)), where: 'message: ' },
  ])('are kept before anything is sent: $what', ({ params, where }) => {
    const { session, sent } = open(codec)
    session.theirLimits = small
    const error = caught(() => session.write(call(1, params))) as RpcError
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect(error.message.slice(0, where.length)).toBe(where)
    session.flush()
    expect(sent).toEqual([])
    expect(session.write(call(3, ['fits', { user: 'x'.repeat(100) }]))).toBeGreaterThan(0)
  })

  it('that are not kept fail only what they belong to', () => {
    const { session, sent } = open(codec)
    session.write(call(2, ['fits']))
    session.write(call(4, [nested(20)]))
    session.write({ type: 'result', id: 1, value: 'x'.repeat(101) })
    session.write({ type: 'notify', id: 6, method: 'S.m', params: [Array.from({ length: 60 }, () => 1)] })
    session.write({ type: 'error', id: 3, code: 'ABORTED', message: 'x'.repeat(150), execution: 'finished' })
    session.write(call(8, ['fits too']))
    session.flush()
    const other = open(codec)
    other.session.ourLimits = small
    const messages = read(other.session, sent[0] as string)
    expect(messages).toMatchObject([
      { type: 'call', id: 2, params: ['fits'] },
      { type: 'bad', of: 'call', id: 4, fault: 'nested deeper than 8' },
      { type: 'bad', of: 'result', id: 1, fault: 'a string of more than 100 bytes' },
      { type: 'bad', of: 'notify', id: 6, fault: 'more than 50 items' },
      { type: 'bad', of: 'error', id: 3 },
      { type: 'call', id: 8, params: ['fits too'] },
    ])
  })

  it('bound a whole message before anything looks at it', () => {
    const { session } = open(codec)
    const size = maxWireBytes + 1
    const payload = codec.format === 'text' ? ' '.repeat(size) : new Uint8Array(size)
    expect(caught(() => read(session, payload))).toMatchObject({ name: 'ProtocolError', close: 'tooLarge' })
  })

  it('are replaced when they become known, both ways', () => {
    const { session } = open(codec, small)
    expect(() => session.write(call(1, ['x'.repeat(500)]))).toThrow('params[0]')
    session.theirLimits = defaultLimits
    expect(session.write(call(1, ['x'.repeat(500)]))).toBeGreaterThan(500)
    expect([session.theirLimits, session.ourLimits]).toEqual([defaultLimits, small])
  })
})

describe.each(codecs)('a WebSocket message of the wrong kind, to $name', (codec) => {
  it('ends the connection', () => {
    const payload = codec.format === 'text' ? new Uint8Array([0x90]) : '[]'
    expect(caught(() => read(open(codec).session, payload))).toMatchObject({ close: 'malformed' })
  })
})
