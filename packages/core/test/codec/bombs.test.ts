import { describe, expect, it, vi } from 'vitest'
import { Reader } from '../../src/codec/msgpack/reader.ts'
import { BadFrame } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { decode, outcome } from './values.ts'

/** Runs something during which nothing may be built. */
function buildingNothing<T>(run: () => T): T {
  const spies = [vi.spyOn(Reader.prototype, 'read'), vi.spyOn(JSON, 'parse')]
  try {
    return run()
  } finally {
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled()
      spy.mockRestore()
    }
  }
}

function repeat(hex: string, times: number): Uint8Array {
  return new Uint8Array(Buffer.from(hex.repeat(times), 'hex'))
}

function bytes(...parts: (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part))),
  )
}

const malformed: readonly [string, Uint8Array | string][] = [
  ['more items than all frames may have', bytes('91930102dd00200000', repeat('c0', 0x200000))],
  ['two million empty frames', bytes('dd00200000', repeat('90', 0x200000))],
  ['two million empty frames in JSON', `[[]${',[]'.repeat(0x200000)}]`],
  ['nested array32 headers that claim 4 G items each', bytes('9193', repeat('ddffffffff', 6000))],
  ['nested array16 headers', bytes('9193', repeat('dcffff', 10_000))],
  ['nested map32 headers', bytes('9193', repeat('dfffffffff', 6000))],
  ['a batch of 4 G frames', bytes('ddffffffff')],
  ['a frame of 4 G items', bytes('91ddffffffff')],
  ['a string longer than the message', bytes('91 93 01 02 dbffffffff 61'.replaceAll(' ', ''))],
  ['a binary longer than the message', bytes('91930102c6ffffffff61')],
  ['an extension longer than the message', bytes('91930102c9ffffffff03')],
  ['a fixstr longer than the message', bytes('91930102bf61')],
  ['a byte that MessagePack does not use', bytes('91930102c1')],
  ['open brackets', '['.repeat(1_000_000)],
  ['open braces', `[[${'{"a":'.repeat(1_000_000)}`],
  ['a string without an end', `[[1,2,"${'x'.repeat(1000)}`],
]

const bad: readonly [string, Uint8Array | string, string][] = [
  ['deep arrays', bytes('91930102', repeat('91', 100_000), 'c0'), 'nested deeper than 64'],
  ['deep maps', bytes('91930102', repeat('81a161', 100_000), 'c0'), 'nested deeper than 64'],
  [
    'deep arrays of several values',
    bytes('91930102', repeat('9201', 100_000), 'c0'),
    'nested deeper than 64',
  ],
  ['a map below the limit', bytes('91930102', repeat('91', 64), '81a1610b'), 'nested deeper than 64'],
  ['just more than maxItems', bytes('91930102dd00100000', repeat('c0', 0x100000)), 'more than 1048576 items'],
  ['deep brackets', `[[1,2,${'['.repeat(100_000)}${']'.repeat(100_000)}]]`, 'nested deeper than 64'],
  ['deep braces', `[[1,2,${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}]]`, 'nested deeper than 64'],
  ['deep tags', `[[1,2,${'{"$Set":['.repeat(100_000)}${']}'.repeat(100_000)}]]`, 'nested deeper than 64'],
  ['more items in JSON than maxItems', `[[1,2,[${'0,'.repeat(0x100000)}0]]]`, 'more than 1048576 items'],
]

describe('bombs', () => {
  it.each(malformed)('%s: malformed', (_name, message) => {
    const codec = typeof message === 'string' ? json() : msgpack()
    expect(buildingNothing(() => outcome(codec, message))).toBe('malformed')
  })

  it.each(bad)('%s: only the frame is bad', (_name, message, fault) => {
    const codec = typeof message === 'string' ? json() : msgpack()
    expect(buildingNothing(() => outcome(codec, message))).toStrictEqual([new BadFrame(1, 2, fault)])
  })

  it('extensions in extensions, each with its true length', () => {
    let inner = bytes('c0')
    for (let i = 0; i < 5000; i++) {
      const header = Buffer.alloc(6)
      header[0] = 0xc9
      header.writeUInt32BE(inner.length, 1)
      header[5] = 4
      inner = bytes(header, inner)
    }
    const [frame] = buildingNothing(() => decode(msgpack(), bytes('91930102', inner)))
    expect(frame).toStrictEqual(new BadFrame(1, 2, 'nested deeper than 64'))
  })

  it('many frames of many items: the sum is bounded', () => {
    const frame = bytes('930102dd00080000', repeat('c0', 0x80000))
    const two = bytes('92', frame, frame)
    const three = bytes('93', frame, frame, frame)
    expect(decode(msgpack(), two)).toHaveLength(2)
    expect(buildingNothing(() => outcome(msgpack(), three))).toBe('malformed')
  })

  it('take no memory', () => {
    const before = process.memoryUsage().heapUsed
    for (const [, message] of malformed.filter(([name]) => !name.includes('million'))) {
      expect(outcome(typeof message === 'string' ? json() : msgpack(), message)).toBe('malformed')
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024)
  })
})
