import { gob, type GobType, type MethodTypes } from '../../src/index.ts'
import type { GoCodec } from './go-peer.ts'

const inner = gob.struct({ X: gob.float, Y: gob.float, Tags: gob.slice(gob.string) }, 'Inner')

/** As Record in go/services.go. */
const recordType: GobType = gob.struct(
  {
    Name: gob.string,
    Count: gob.int,
    Ratio: gob.float,
    On: gob.bool,
    Raw: gob.bytes,
    Inner: inner,
    List: gob.slice(inner),
    ByName: gob.map(gob.string, gob.int),
    Next: inner,
  },
  'Record',
)

/** One of them, without what the two codecs have in ways of their own: bytes and maps. */
export const record = {
  Name: 'né',
  Count: -7,
  Ratio: 2,
  On: true,
  Inner: { X: 1, Y: -0.5, Tags: ['a', ''] },
  List: [
    { X: 0.25, Y: 0, Tags: ['b'] },
    { X: 0, Y: 3, Tags: ['c', 'd'] },
  ],
  Next: { X: 9, Y: 8, Tags: ['e'] },
} as const

/** One of them, as Go's own JSON has it. */
export const goRecord = { ...record, Raw: 'Bw==', ByName: { x: 1 } } as const

/** How those methods are sent whose values look like others than Go has. */
export function typesOf(place: 'param' | 'result'): Record<string, MethodTypes> {
  return {
    'Backend.float': { [place]: gob.float },
    'Backend.record': { [place]: recordType },
    'Backend.slice': { [place]: gob.slice(gob.int) },
    'Backend.map': { [place]: gob.map(gob.string, gob.int) },
  }
}

/** Bytes as they are sent. */
export function bytesTo(bytes: readonly number[]): Uint8Array {
  return new Uint8Array(bytes)
}

/** Bytes as they arrive: JSON has them as text. */
export function bytesFrom(codec: GoCodec, bytes: readonly number[]): unknown {
  return codec === 'json' ? Buffer.from(bytes).toString('base64') : new Uint8Array(bytes)
}

/** A map as it arrives. */
export function mapFrom(codec: GoCodec, map: Record<string, unknown>): unknown {
  return codec === 'json' ? map : new Map(Object.entries(map))
}
