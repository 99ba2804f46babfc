import { describe, expect, it } from 'vitest'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'

describe('wsrpc(…) refuses at once', () => {
  it.each<[what: string, codec: unknown, message: string | RegExp]>([
    ['the function that makes one', json, 'a codec is made by a call: write json(), not json'],
    ['its name', 'json', "a codec is made by a call: write json(), not 'json'"],
    ['a name that is none', 'x y', 'a codec is made by a call: write json(), not string'],
    ['a function without a name', () => json(), 'a codec is made by a call: write json(), not json'],
    ['null', null, 'a codec is made by a call: write json(), not null'],
    ['nothing', undefined, 'a codec is made by a call: write json(), not undefined'],
    [
      'an array',
      [json()],
      /the array that was given lacks name, format .*, createEncoder\(\), createDecoder\(\)$/,
    ],
    ['one without a name', { ...json(), name: '' }, /the object that was given lacks name$/],
    ['one whose format is not known', { ...json(), format: 'utf-8' }, /lacks format \('binary' or 'text'\)$/],
    ['one that only reads', { ...json(), createEncoder: undefined }, /lacks createEncoder\(\)$/],
    ['one that only writes', { ...json(), createDecoder: {} }, /lacks createDecoder\(\)$/],
  ])('%s', (_what, codec, message) => {
    expect(() => wsrpc(msgpack(), codec as never)).toThrow(TypeError)
    expect(() => wsrpc(msgpack(), codec as never)).toThrow(message)
  })

  it('no codec, and two of one name', () => {
    expect(() => wsrpc()).toThrow('at least one codec')
    expect(() => wsrpc(json(), json())).toThrow('no two of one name')
  })
})
