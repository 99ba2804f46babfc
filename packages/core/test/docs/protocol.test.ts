import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { closeCodes } from '../../src/close.ts'
import { kindOf } from '../../src/codec/typed-arrays.ts'
import { extension } from '../../src/codec/values.ts'
import { toMessage } from '../../src/dialect/wsrpc/decode.ts'
import { frames } from '../../src/dialect/wsrpc/frames.ts'
import { errorCodes } from '../../src/errors.ts'
import { defaultLimits, smallestLimits } from '../../src/limits.ts'
import { peerStates } from '../../src/peer/states.ts'
import { codeBlocks, read, root, section, table } from './markdown.ts'
import { type CodecName, decode, encode, fromHex, parts, StreamValue } from './wire.ts'

const text = read('PROTOCOL.md')
describe('the frames', () => {
  const rows = table(text, ['number', 'frame', 'direction', 'shape'])

  test('are those of frames.ts, with their positions', () => {
    const shapes = Object.entries(frames).map(([name, { type, fields }]) => [
      String(type),
      name.toUpperCase(),
      `[${[type, ...fields.slice(1)].join(', ')}]`,
    ])
    expect(rows.map(([type, name, , shape]) => [type, name, shape?.replaceAll('?', '')])).toEqual(shapes)
  })

  test('go in the directions that the states allow', () => {
    const sends = (role: keyof typeof peerStates, name: string): boolean =>
      Object.values(peerStates[role]).some(({ send }) => name in send)
    const directions = Object.keys(frames).map((name) => {
      if (name === 'part') return 'either way' // a piece of another frame
      if (!sends('acceptor', name)) return 'provider → pool'
      return sends('dialler', name) ? 'either way' : 'pool → provider'
    })
    expect(rows.map(([, , direction]) => direction)).toEqual(directions)
  })
})

describe('the keys', () => {
  const heartbeat = { interval: 1, misses: 1 }
  const limits = { ...defaultLimits }
  const request = { connection: 'c', secret: 's', received: 1 }
  const offer = { secret: 's', window: 1 }
  const back = { resume: offer, resumed: true, received: 1 }
  const who = { instance: 'i', name: 'n', features: [], limits, token: 't', resume: request }
  const samples: Record<string, Record<string, unknown>> = {
    hello: { versions: [1, 1], agent: 'a', ...who },
    welcome: { version: 1, agent: 'a', connection: 'c', features: [], limits, heartbeat, ...back },
    status: { services: {}, concurrency: 1, labels: {}, paused: true },
    goAway: { reason: 'r', retryAfter: 1, url: 'u' },
  }

  test.each(['hello', 'welcome', 'status', 'goAway'] as const)('of %s are those that are read', (name) => {
    const part = section(text, name.toUpperCase())
    const keys = table(part, ['key', 'kind', 'meaning']).map(([key]) => key as string)
    const content = Object.fromEntries(keys.map((key) => [key, samples[name]?.[key]]))
    const message = toMessage([frames[name].type, content])
    expect(Object.keys(message ?? {})).toEqual(['type', ...keys])
    expect(Object.keys(samples[name] ?? {})).toEqual(keys)
  })

  test('of resume are those that are read', () => {
    const keysOf = (frame: string): (string | undefined)[] =>
      table(text, [`key of \`resume\` in ${frame}`, 'kind', 'meaning']).map(([key]) => key)
    expect(keysOf('HELLO')).toEqual(Object.keys(request))
    expect(keysOf('WELCOME')).toEqual(Object.keys(offer))
    for (const key of Object.keys(request)) {
      const without = { ...samples['hello'], resume: { ...request, [key]: undefined } }
      expect(() => toMessage([frames.hello.type, without])).toThrow(`HELLO resume ${key}`)
    }
    for (const key of Object.keys(offer)) {
      const without = { ...samples['welcome'], resume: { ...offer, [key]: undefined } }
      expect(() => toMessage([frames.welcome.type, without])).toThrow(`WELCOME resume ${key}`)
    }
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
      new StreamValue(1),
    ].map((value) => /"(\$\w+)"/.exec(encode('json', [{ type: 'result', id: 1, value }]))?.[1])
    const rows = table(text, ['tag', 'content']).map(([tag]) => /\$\w+/.exec(tag as string)?.[0])
    expect(rows).toEqual(tags)
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
    'the stream 3': new StreamValue(3),
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
    const read = [{ ...call, timeLeft: undefined, meta: undefined }]
    expect(decode('msgpack', fromHex(written.msgpack)).messages).toEqual(read)
    expect(decode('json', written.json).messages).toEqual(read)
  })
})

describe('the examples', () => {
  const all = codeBlocks(text, 'text').map(({ heading, code }) => {
    const lines = code.split('\n')
    const at = lines.findIndex((line) => line.startsWith('['))
    return {
      heading,
      hex: lines.slice(0, at).join(' ').replaceAll(' ', ''),
      text: lines.slice(at).join('\n'),
    }
  })
  const examples = all.filter(({ heading }) => heading !== 'PART')

  test('show every frame', () => {
    const shown = examples
      .flatMap(({ text: example }) => decode('json', example).messages)
      .map(({ type }) => type)
    expect(new Set([...shown, 'part'])).toEqual(new Set(Object.keys(frames)))
  })

  test.each(examples)('$heading: $text', ({ heading, hex, text: example }) => {
    const read = decode('json', example)
    expect(decode('msgpack', fromHex(hex))).toEqual(read)
    expect(encode('msgpack', read.messages, read.acknowledged)).toBe(hex)
    expect(encode('json', read.messages, read.acknowledged)).toBe(example)
    // An example stands under the heading of its frame.
    const named = heading.split(' and ').filter((name) => /^[A-Z]+$/.test(name))
    expect(named.length === 0 || named.includes(String(read.messages[0]?.type.toUpperCase()))).toBe(true)
  })

  test('of PART are the first and the last of a large RESULT', () => {
    const shown = all.filter(({ heading }) => heading === 'PART')
    const many: Record<CodecName, RegExp> = { msgpack: /(?:61){32,}/g, json: /a{32,}/g }
    const partsOf = (name: CodecName): (string | undefined)[] => {
      const written = parts(name, { type: 'result', id: 2, value: 'a'.repeat(100_000) })
      expect(written).toHaveLength(shown.length)
      return written.map((part) => part.replace(many[name], '…'))
    }
    expect(shown.map(({ hex }) => hex)).toEqual(partsOf('msgpack'))
    expect(shown.map(({ text: example }) => example)).toEqual(partsOf('json'))
  })
})

test('the state diagrams are not stale', () => {
  const script = `${root}/scripts/state-diagrams.mjs`
  const { status, stdout } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(stdout).toContain('up to date')
  expect(status).toBe(0)
})
