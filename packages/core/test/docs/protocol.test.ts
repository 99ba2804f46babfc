import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { closeCodes } from '../../src/close.ts'
import type { Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { kindOf } from '../../src/codec/typed-arrays.ts'
import { extension } from '../../src/codec/values.ts'
import { toMessage } from '../../src/dialect/wsrpc/decode.ts'
import { frames } from '../../src/dialect/wsrpc/frames.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import { errorCodes } from '../../src/errors.ts'
import { defaultLimits, smallestLimits } from '../../src/limits.ts'
import type { Message, OutgoingMessage } from '../../src/message.ts'
import { peerStates } from '../../src/peer/states.ts'
import { codeBlocks, read, root, table } from './markdown.ts'

const text = read('PROTOCOL.md')
const codecs = { msgpack: msgpack(), json: json() }

function open(name: keyof typeof codecs, transmit: (payload: Payload) => void) {
  return wsrpc(codecs[name]).open(`wsrpc.v1.${name}`, { transmit }, defaultLimits)
}

function decode(name: keyof typeof codecs, payload: Payload): Message[] {
  const messages: Message[] = []
  open(name, () => {}).read(payload, (message) => messages.push(message))
  return messages
}

function encode(name: keyof typeof codecs, messages: readonly Message[]): string {
  const sent: Payload[] = []
  const session = open(name, (payload) => sent.push(payload))
  for (const message of messages) session.write(message as OutgoingMessage)
  session.flush()
  expect(sent).toHaveLength(1)
  const payload = sent[0] as Payload
  return typeof payload === 'string' ? payload : Buffer.from(payload).toString('hex')
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('the frames', () => {
  const rows = table(text, ['number', 'frame', 'direction', 'shape'])
  const listed = rows.filter(([, , direction]) => direction !== 'reserved')

  test('are those of frames.ts, with their positions', () => {
    const shapes = Object.entries(frames).map(([name, { type, fields }]) => [
      String(type),
      name.toUpperCase(),
      `[${[type, ...fields.slice(1)].join(', ')}]`,
    ])
    expect(listed.map(([type, name, , shape]) => [type, name, shape?.replaceAll('?', '')])).toEqual(shapes)
  })

  test('go in the directions that the states allow', () => {
    const sends = (role: keyof typeof peerStates, name: string): boolean =>
      Object.values(peerStates[role]).some(({ send }) => name in send)
    const directions = Object.keys(frames).map((name) => {
      if (!sends('acceptor', name)) return 'provider → pool'
      return sends('dialler', name) ? 'either way' : 'pool → provider'
    })
    expect(listed.map(([, , direction]) => direction)).toEqual(directions)
  })

  test('reserved ones are free', () => {
    const reserved = rows.filter(([, , direction]) => direction === 'reserved')
    expect(reserved.map(([number, name]) => `${number} ${name}`)).toEqual([
      '7 ITEM',
      '8 END',
      '9 FAIL',
      '10 CREDIT',
      '11 PART',
    ])
    const taken = Object.values(frames).map(({ type }) => type)
    expect(reserved.filter(([number]) => taken.includes(Number(number)))).toEqual([])
  })
})

describe('the keys', () => {
  const heartbeat = { interval: 1, misses: 1 }
  const limits = { ...defaultLimits }
  const samples: Record<string, Record<string, unknown>> = {
    hello: { versions: [1, 1], agent: 'a', instance: 'i', name: 'n', features: [], limits, token: 't' },
    welcome: { version: 1, agent: 'a', connection: 'c', features: [], limits, heartbeat },
    status: { services: {}, concurrency: 1, labels: {}, paused: true },
    goAway: { reason: 'r', retryAfter: 1, url: 'u' },
  }

  test.each(['hello', 'welcome', 'status', 'goAway'] as const)('of %s are those that are read', (name) => {
    const heading = name.toUpperCase()
    const section = text.slice(text.indexOf(`### ${heading}\n`))
    const keys = table(section, ['key', 'kind', 'meaning']).map(([key]) => key as string)
    const content = Object.fromEntries(keys.map((key) => [key, samples[name]?.[key]]))
    const message = toMessage([frames[name].type, content])
    expect(Object.keys(message ?? {})).toEqual(['type', ...keys])
    expect(Object.keys(samples[name] ?? {})).toEqual(keys)
  })

  test('of meta and of details are those that are read', () => {
    const meta: Record<string, unknown> = {
      attempt: 2,
      idempotencyKey: 'k',
      trace: { traceparent: 't' },
      metadata: {},
    }
    const call = toMessage([frames.call.type, 1, 'A.b', [], null, meta])
    expect(call).toMatchObject({ meta })
    expect(table(text, ['key of `meta`', 'kind', 'meaning']).map(([key]) => key)).toEqual(Object.keys(meta))

    const details = { data: 1, name: 'TypeError', notStarted: true }
    const error = toMessage([frames.error.type, 1, 'UNKNOWN', 'm', details])
    expect(error).toMatchObject({ data: 1, name: 'TypeError', execution: 'not-started' })
    expect(table(text, ['key of `details`', 'kind', 'meaning']).map(([key]) => key)).toEqual(
      Object.keys(details),
    )
  })
})

describe('the tables', () => {
  test('of close codes', () => {
    const rows = Object.entries(closeCodes).map(([name, { code, fatal, meaning }]) => [
      String(code),
      name,
      fatal ? 'fatal' : '',
      meaning,
    ])
    expect(table(text, ['code', 'name', 'fatal', 'meaning'])).toEqual(rows)
  })

  test('of error codes', () => {
    const rows = Object.entries(errorCodes).map(([code, { meaning, retryable, jsonRpc, closeCode }]) => [
      code,
      meaning,
      retryable ? 'yes' : '',
      String(jsonRpc),
      String(closeCode ?? ''),
    ])
    expect(table(text, ['code', 'meaning', 'retryable', 'JSON-RPC', 'close code'])).toEqual(rows)
  })

  test('of limits', () => {
    const rows = table(text, ['limit', 'default', 'least', 'bounds'])
    expect(rows.map(([name, value]) => [name, Number(value)])).toEqual(Object.entries(defaultLimits))
    expect(rows.map(([name, , least]) => [name, Number(least)])).toEqual(Object.entries(smallestLimits))
  })

  test('of extensions', () => {
    const rows = table(text, ['extension', 'name', 'content']).map(([number, name]) => [name, Number(number)])
    expect(rows).toEqual(Object.entries(extension))
  })

  test('of kinds of typed arrays', () => {
    const rows = table(text, ['kind', 'byte'])
    expect(rows.map(([name]) => String(kindOf(name as string)))).toEqual(rows.map(([, byte]) => byte))
    const all = Object.getOwnPropertyNames(globalThis).filter((name) => kindOf(name) >= 0)
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(all))
  })

  test('of tags', () => {
    const tags = [
      [undefined],
      NaN,
      1n,
      new Date(0),
      new Map(),
      new Set(),
      new Error('e'),
      new Uint8Array(1),
      new Int8Array(1),
    ].map((value) => /"(\$\w+)"/.exec(encode('json', [{ type: 'result', id: 1, value }]))?.[1])
    const rows = table(text, ['tag', 'content']).map(([tag]) => /\$\w+/.exec(tag as string)?.[0])
    expect(rows).toEqual([...tags, '$Stream'])
  })
})

describe('the values', () => {
  const values: Record<string, unknown> = {
    null: null,
    true: true,
    '1': 1,
    '-1': -1,
    '0.5': 0.5,
    '-0': -0,
    NaN: NaN,
    Infinity: Infinity,
    "'hé'": 'hé',
    'new Uint8Array([1, 2, 3])': new Uint8Array([1, 2, 3]),
    "[1, 'a']": [1, 'a'],
    '{ a: 1 }': { a: 1 },
    "{ $Date: 'today' }": { $Date: 'today' },
    '`undefined` as a param': undefined,
    'new Date(1)': new Date(1),
    'new Date(0)': new Date(0),
    '-258n': -258n,
    'new Float64Array([0.5])': new Float64Array([0.5]),
    "new Map([['a', 1]])": new Map([['a', 1]]),
    'new Set([1, 2])': new Set([1, 2]),
    "new TypeError('bad')": new TypeError('bad'),
  }
  const rows = table(text, ['value', 'MessagePack', 'JSON'])

  test('are all tried here', () => {
    expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(values)))
    expect(rows).toHaveLength(Object.keys(values).length)
  })

  test.each(rows)('%s', (name, hex, tagged) => {
    const call = { type: 'call' as const, id: 1, method: 'A.b', params: [values[name as string]] }
    // One param: what is around it is the same for all.
    const around = { msgpack: 'dc0001940101a3412e6291', json: ['[[1,1,"A.b",[', ']]]'] as const }
    const written = { msgpack: `${around.msgpack}${hex}`, json: around.json.join(String(tagged)) }
    expect(encode('msgpack', [call])).toBe(written.msgpack)
    expect(encode('json', [call])).toBe(written.json)
    expect(decode('msgpack', bytes(written.msgpack))).toEqual([
      { ...call, timeLeft: undefined, meta: undefined },
    ])
    expect(decode('json', written.json)).toEqual([{ ...call, timeLeft: undefined, meta: undefined }])
  })
})

describe('the examples', () => {
  const examples = codeBlocks(text, 'text').map(({ heading, code }) => {
    const lines = code.split('\n')
    const at = lines.findIndex((line) => line.startsWith('['))
    return {
      heading,
      hex: lines.slice(0, at).join(' ').replaceAll(' ', ''),
      text: lines.slice(at).join('\n'),
    }
  })

  test('show every frame', () => {
    const shown = examples.flatMap(({ text: example }) => decode('json', example)).map(({ type }) => type)
    expect(new Set(shown)).toEqual(new Set(Object.keys(frames)))
  })

  test.each(examples)('$heading: $text', ({ heading, hex, text: example }) => {
    const messages = decode('json', example)
    expect(decode('msgpack', bytes(hex))).toEqual(messages)
    expect(encode('msgpack', messages)).toBe(hex)
    expect(encode('json', messages)).toBe(example)
    // An example stands under the heading of its frame.
    const named = heading.split(' and ').filter((name) => /^[A-Z]+$/.test(name))
    expect(named.length === 0 || named.includes(String(messages[0]?.type.toUpperCase()))).toBe(true)
  })
})

test('the state diagrams are not stale', () => {
  const script = `${root}/scripts/state-diagrams.mjs`
  const { status, stdout } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(stdout).toContain('up to date')
  expect(status).toBe(0)
})
