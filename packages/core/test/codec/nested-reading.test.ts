import { describe, expect, it } from 'vitest'
import type { Refs } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import { codecs } from './values.ts'

const stream = { async *[Symbol.asyncIterator]() {} }
const toIds: Refs = { toId: () => 8, fromId: () => undefined }

describe.each(codecs)('a message in $name', (codec) => {
  it('may be read in the middle of another, also by the same who reads streams', () => {
    const encoder = codec.createEncoder(defaultLimits)
    encoder.append([3, 1, { before: 1.5, stream, after: 'x' }], toIds)
    encoder.append([3, 3, 2.5])
    const outer = encoder.take()
    encoder.append([3, 5, { other: 0.25, stream }], toIds)
    const inner = encoder.take()
    const within = codec.createDecoder(defaultLimits)
    const found: unknown[] = []
    const refs: Refs = {
      toId: () => undefined,
      fromId: (id) => {
        found.push(within.decode(inner, { toId: () => undefined, fromId: (innerId) => `inner ${innerId}` }))
        return `outer ${id}`
      },
    }
    expect(codec.createDecoder(defaultLimits).decode(outer, refs)).toEqual([
      [3, 1, { before: 1.5, stream: 'outer 8', after: 'x' }],
      [3, 3, 2.5],
    ])
    expect(found).toEqual([[[3, 5, { other: 0.25, stream: 'inner 8' }]]])
  })

  it('has its own names, whatever names others had', () => {
    const names = Array.from({ length: 500 }, (_, n) => `a${n}${'bcdef'.charAt(n % 5)}`)
    const decoders = [codec.createDecoder(defaultLimits), codec.createDecoder(defaultLimits)]
    for (const name of names) {
      const encoder = codec.createEncoder(defaultLimits)
      encoder.append([3, 1, { [name]: 1 }])
      const message = encoder.take()
      for (const decoder of decoders) expect(decoder.decode(message)).toEqual([[3, 1, { [name]: 1 }]])
    }
  })
})
