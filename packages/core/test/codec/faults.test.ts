import { describe, expect, it } from 'vitest'
import { BadFrame, MalformedError, type Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { codecs, decode, encode, nested } from './values.ts'

/** The same fault on both wires: a frame `[1, 2, …]` as hex and as text. */
interface Fault {
  readonly name: string
  readonly hex?: string
  readonly text?: string
  readonly fault: string | RegExp
}

const faults: readonly Fault[] = [
  {
    name: '__proto__ key',
    hex: '9301 0281a95f5f70726f746f5f5f01',
    text: '[1,2,{"__proto__":1}]',
    fault: /__proto__/,
  },
  { name: '__proto__ in a str 8', hex: '9301 0281d9095f5f70726f746f5f5f01', fault: /__proto__/ },
  { name: '__proto__ in a str 32', hex: '9301 0281db000000095f5f70726f746f5f5f01', fault: /__proto__/ },
  { name: '__proto__ in escapes', text: String.raw`[1,2,{"\u005f_pr\u006Fto__" : 1}]`, fault: /__proto__/ },
  { name: '__proto__ inside of a tag', text: '[1,2,{"$Set":[{"__proto__":1}]}]', fault: /__proto__/ },
  { name: 'a number as a key', hex: '930102810102', fault: /not a string/ },
  { name: 'an array as a key', hex: '930102819101a161', fault: /not a string/ },
  { name: 'uint 64 too large', hex: '930102cf0020000000000000', fault: /64-bit/ },
  { name: 'int 64 too small', hex: '930102d3ffe0000000000000', fault: /64-bit/ },
  { name: 'unknown extension', hex: '930102d42a00', fault: 'unknown extension type 42' },
  { name: 'unknown negative extension', hex: '930102d4fe00', fault: 'unknown extension type -2' },
  { name: 'unknown tag', text: '[1,2,{"$Nope":0}]', fault: /^unknown tag \$Nope$/ },
  {
    name: 'timestamp of one byte',
    hex: '930102d4ff00',
    text: '[1,2,{"$Date":"now"}]',
    fault: /timestamp|Date/,
  },
  { name: 'too many nanoseconds', hex: '930102d7ffee6b280000000000', fault: /nanoseconds/ },
  {
    name: 'too late',
    hex: '930102c70cff000000000000100000000000',
    text: '[1,2,{"$Date":8640000000000001}]',
    fault: /Date/,
  },
  { name: 'fraction of a ms', text: '[1,2,{"$Date":0.5}]', fault: /Date/ },
  {
    name: 'bigint without a sign',
    hex: '930102c70001',
    text: '[1,2,{"$BigInt":"0x"}]',
    fault: /bigint|BigInt/,
  },
  {
    name: 'bigint with sign 2',
    hex: '930102d5010201',
    text: '[1,2,{"$BigInt":"12"}]',
    fault: /bigint|BigInt/,
  },
  {
    name: 'typed array without a kind',
    hex: '930102c70002',
    text: '[1,2,{"$Float16Array":""}]',
    fault: /typed array|tag/,
  },
  {
    name: 'unknown typed array',
    hex: '930102d402ff',
    text: '[1,2,{"$DataView":""}]',
    fault: /typed array|tag/,
  },
  { name: 'half an element', hex: '930102d5020500', text: '[1,2,{"$Float32Array":"AAA="}]', fault: /Array/ },
  { name: 'key without a value', hex: '930102d40301', text: '[1,2,{"$Map":[[1]]}]', fault: /Map/ },
  {
    name: 'three values for a Map',
    hex: '930102c70303010203',
    text: '[1,2,{"$Map":[[1,2,3]]}]',
    fault: /Map/,
  },
  { name: 'Map of a scalar', text: '[1,2,{"$Map":1}]', fault: /Map/ },
  { name: 'Set of a scalar', text: '[1,2,{"$Set":{"a":1}}]', fault: /Set/ },
  {
    name: 'Error of one string',
    hex: '930102d505a161',
    text: '[1,2,{"$Error":{"name":"a"}}]',
    fault: /Error/,
  },
  {
    name: 'Error of numbers',
    hex: '930102d5050102',
    text: '[1,2,{"$Error":{"name":1,"message":2}}]',
    fault: /Error/,
  },
  {
    name: 'Error with a stack',
    hex: '930102c70605a161a162a163',
    text: '[1,2,{"$Error":{"name":"a","message":"b","stack":"c"}}]',
    fault: /Error/,
  },
  { name: 'unused byte in an extension', hex: '930102d404c1', fault: /does not fit/ },
  { name: 'array cut by its extension', hex: '930102d5049201', fault: /does not fit/ },
  { name: 'count over the border of its extension', hex: '930102c70504ddffffffff', fault: /does not fit/ },
  { name: 'string over the border of its extension', hex: '930102d504a261', fault: /does not fit/ },
  { name: 'length over the border of its extension', hex: '930102d404d9', fault: /does not fit/ },
  { name: 'extension over the border of its extension', hex: '930102d604d603c001', fault: /does not fit/ },
  { name: 'stream without refs', hex: '930102d40605', text: '[1,2,{"$Stream":5}]', fault: /stream/ },
  { name: 'undefined with a content', text: '[1,2,{"$Undefined":false}]', fault: /Undefined/ },
  { name: 'no such number', text: '[1,2,{"$Number":"1"}]', fault: /Number/ },
  { name: 'base64 without padding', text: '[1,2,{"$Uint8Array":"AAA"}]', fault: /base64/ },
  { name: 'base64 for URLs', text: '[1,2,{"$Uint8Array":"__-_"}]', fault: /base64/ },
  { name: 'base64 with a line break', text: String.raw`[1,2,{"$Uint8Array":"AAA\n"}]`, fault: /base64/ },
  { name: 'bytes that are no string', text: '[1,2,{"$Uint8Array":[1]}]', fault: /Uint8Array/ },
]

const inHex = faults.filter(({ hex }) => hex !== undefined)
const inText = faults.filter(({ text }) => text !== undefined)

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

/** The frames that arrive when only the second is bad. */
function onlyTheSecondBad(fault: string | RegExp): unknown[] {
  return [
    [7, 9, ['before']],
    { type: 1, id: 2, fault: expect.stringMatching(fault) as string },
    [7, 11, { after: true }],
  ]
}

const before = '930709 91a66265666f7265'
const after = '93070b81a56166746572c3'

describe('a fault in one frame', () => {
  it.each(inHex)('leaves its neighbours intact in MessagePack: $name', ({ hex, fault }) => {
    expect(decode(msgpack(), bytes(`93${before}${hex}${after}`))).toMatchObject(onlyTheSecondBad(fault))
  })

  it.each(inText)('leaves its neighbours intact in JSON: $name', ({ text, fault }) => {
    const message = `[[7,9,["before"]], ${text} ,[7,11,{"after":true}]]`
    expect(decode(json(), message)).toMatchObject(onlyTheSecondBad(fault))
  })

  it.each(codecs)('is found by the exact limits in $name', (codec) => {
    const limits = { maxDepth: 3, maxItems: 13, maxStringBytes: 8, maxMessageBytes: 40 }
    const fits = [nested(3), '12345678', [1, 2]]
    const over: [unknown, RegExp][] = [
      [nested(4), /deeper than 3/],
      [new Map([[1, nested(3)]]), /deeper than 3/],
      ['123456789', /more than 8 bytes/],
      ['éééé9', /more than 8 bytes/],
      [{ '123456789': 1 }, /more than 8 bytes/],
      [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], /more than 13 items/],
      [Array.from({ length: 5 }, () => '12345678'), /more than 40/],
    ]
    for (const value of fits)
      expect(decode(codec, encode(codec, [[1, 2, value]]), limits)).toStrictEqual([[1, 2, value]])
    for (const [value, fault] of over) {
      const frames = [
        [7, 9, ['before']],
        [1, 2, value],
        [7, 11, { after: true }],
      ]
      expect(decode(codec, encode(codec, frames), limits)).toMatchObject(onlyTheSecondBad(fault))
    }
  })

  it.each(codecs)('does not open a stream twice in $name', (codec) => {
    const asked: number[] = []
    const refs = { toId: () => 6, fromId: (id: number) => (asked.push(id), `stream ${id}`) }
    const encoder = codec.createEncoder({
      maxMessageBytes: 1e6,
      maxDepth: 64,
      maxItems: 1e6,
      maxStringBytes: 1e6,
    })
    encoder.append([1, 2, [streamLike()]], refs)
    encoder.append([1, 4, [new Date(0)]])
    const message = spoilDate(encoder.take())
    const frames = decode(codec, message, {}, refs)
    expect(frames[0]).toStrictEqual([1, 2, ['stream 6']])
    expect(frames[1]).toBeInstanceOf(BadFrame)
    expect(asked).toEqual([6])
  })

  it.each([
    ['90', -1, -1],
    ['9105', 5, -1],
    ['92cd0101ce00010000', 257, 65536],
    ['92cf001fffffffffffffd2ffffffff', 9007199254740991, -1],
    ['92a15fa15f', -1, -1],
    ['92ffff', -1, -1],
    ['92d105dcd20000ffff', 1500, 65535],
  ])('type and id are read by hand: %s', (start, type, id) => {
    const head = bytes(start)
    // One element more, which is bad.
    const frame = Uint8Array.of(head[0]! + 1, ...head.subarray(1), 0xd4, 42, 0)
    const [bad] = decode(msgpack(), Uint8Array.of(0x91, ...frame))
    expect(bad).toMatchObject(start === '90' ? { type: -1 } : { type, id })
  })

  it.each([
    ['[{"__proto__":1}]', -1, -1],
    ['[5,{"__proto__":1}]', 5, -1],
    ['[ 5 , 6 , {"__proto__":1}]', 5, 6],
    ['[5.5,6,{"__proto__":1}]', -1, -1],
    ['[5,"6",{"__proto__":1}]', 5, -1],
    ['[5,6.5,{"__proto__":1}]', 5, -1],
    ['[99999999999999999999,6,{"__proto__":1}]', -1, -1],
  ])('type and id are read by hand: %s', (frame, type, id) => {
    expect(decode(json(), `[${frame}]`)).toMatchObject([{ type, id }])
  })
})

it('__proto__ in overlong UTF-8 is some other name', () => {
  const [frame] = decode(msgpack(), bytes('91 93010281aac19f5f70726f746f5f5f01'))
  expect(frame).toStrictEqual([1, 2, { '\ufffd\ufffd_proto__': 1 }])
})

describe('what is malformed', () => {
  it.each([
    '',
    '80',
    'c0',
    '01',
    '91c0',
    '9180',
    '92900091',
    'c1',
    '9290c1',
    'ca00000000',
    '91ff',
    '9290 05',
  ])('bytes %s', (hex) => {
    expect(() => decode(msgpack(), bytes(hex))).toThrow(MalformedError)
  })

  it.each([
    '',
    ' ',
    '{}',
    'null',
    '1',
    '[null]',
    '[{}]',
    '[[],]',
    '[,[]]',
    '[[] []]',
    '[[]]]',
    '[[]] 1',
    '["a"]',
    '[-1,[]]',
    '[1.5]',
    '[[1,2,]]',
    '[[01]]',
    '[[nul]]',
    "[['a']]",
    '[[1,{"a"}]]',
    '[[1}]',
    '[[1,{"a":1]]]',
    '[[],1]',
    '[99999999999999999]',
    '[[\u000b]]',
    '[["\u0001"]]',
    String.raw`[["\u00"],["]]`,
  ])('text %s', (text) => {
    expect(() => decode(json(), text)).toThrow(MalformedError)
  })
})

describe('the number that a batch may begin with', () => {
  it.each(codecs)('is passed on in $name', (codec) => {
    const message: Payload = codec.format === 'text' ? ' [ 70000 , [1,2,3] ]' : bytes('92ce0001117093010203')
    expect(decode(codec, message)).toStrictEqual([70000, [1, 2, 3]])
    const alone: Payload = codec.format === 'text' ? '[0]' : bytes('9100')
    expect(decode(codec, alone)).toStrictEqual([0])
  })

  it.each(codecs)('is passed on before a bad frame in $name', (codec) => {
    const message: Payload = codec.format === 'text' ? '[5,[1,2,{"$No":1}]]' : bytes('9205930102d42a00')
    expect(decode(codec, message)).toMatchObject([5, { type: 1, id: 2 }])
  })
})

function streamLike(): object {
  return { async *[Symbol.asyncIterator]() {} }
}

/** Makes the one Date of a message invalid. */
function spoilDate(message: Payload): Payload {
  if (typeof message === 'string') return message.replace('"$Date":0', '"$Date":"0"')
  const spoiled = message.slice()
  const at = spoiled.lastIndexOf(0xd6)
  // From a timestamp of four bytes to a bigint of four bytes with the sign 9.
  spoiled[at + 1] = 1
  spoiled[at + 2] = 9
  return spoiled
}
