import { describe, expect, it } from 'vitest'
import { BadFrame, type Payload } from '../../src/codec/codec.ts'
import { codecs, decode, encode, outcome, values } from './values.ts'

const small = values.filter(({ value }) => JSON.stringify([value], noBigInt).length < 400)

function noBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

describe.each(codecs)('a message in $name that was cut', (codec) => {
  it.each(small)('at any place: $name', ({ value }) => {
    const message = encode(codec, [[3, 7, [value]]])
    for (let length = 0; length < message.length; length++) {
      expect(outcome(codec, message.slice(0, length))).toBe('malformed')
    }
  })

  it.each(small)('with something behind its end: $name', ({ value }) => {
    const message = encode(codec, [[3, 7, [value]]])
    const longer: Payload = typeof message === 'string' ? `${message}0` : Uint8Array.of(...message, 0)
    expect(outcome(codec, longer)).toBe('malformed')
  })

  it('of the other format', () => {
    const other = codec.format === 'text' ? new Uint8Array([0x90]) : '[]'
    expect(outcome(codec, other)).toBe('malformed')
  })
})

describe('an extension in MessagePack whose content was cut', () => {
  const msgpack = codecs[0]!
  const containers = [new Map([['k', [1]]]), new Set([new Map([[1, 'two']])]), new Error('message')]

  it.each(containers)('%s', (value) => {
    const good = [3, 8, 'neighbour']
    const message = encode(msgpack, [[3, 7, value], good]) as Uint8Array
    // The header: ext 32, length in four bytes, type.
    const header = message.indexOf(0xc9)
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
    const content = view.getUint32(header + 1)
    for (let length = 0; length < content; length++) {
      const cut = message.slice(0, header + 6 + length)
      new DataView(cut.buffer).setUint32(header + 1, length)
      const whole = Uint8Array.of(...cut, ...message.subarray(header + 6 + content))
      const frames = decode(msgpack, whole)
      expect(frames[1]).toStrictEqual(good)
      // A Map or Set with fewer entries is a value too, an Error with less is not.
      expect(frames[0] instanceof BadFrame || !(value instanceof Error)).toBe(true)
    }
  })
})
