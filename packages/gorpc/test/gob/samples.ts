import fc, { type Arbitrary } from 'fast-check'
import { gob } from '../../src/gob/gob.ts'
import type { GobType } from '../../src/gob/gob-type.ts'
import { GobNamed } from '../../src/gob/named.ts'

/** A type of Go, as go/echo/types.go reads it. */
export interface GoType {
  readonly Kind: string
  readonly Element?: GoType
  readonly Key?: GoType
  readonly Length?: number
  readonly Fields?: readonly { readonly Name: string; readonly Type: GoType }[]
}

/** A value as it is sent, and as it has to come back. */
export type Pair = readonly [sent: unknown, received: unknown]

/** A type on both sides, and values of it. */
export interface Sample {
  readonly type: GobType
  readonly go: GoType
  readonly pairs: Arbitrary<Pair>
  /** Whether values may be keys of a Map that are compared. */
  readonly isKey?: boolean
  /** How a field looks that was not sent; not there when it has to be sent, as Go has something else then. */
  readonly absent?: unknown
}

const same = <T>(values: Arbitrary<T>): Arbitrary<Pair> => values.map((value) => [value, value])

/** Objects as they are decoded. */
const record = <T>(model: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as Arbitrary<T>

const integers = (min: bigint, max: bigint) =>
  fc
    .oneof(fc.bigInt({ min: min < 0n ? -300n : 0n, max: 300n }), fc.bigInt({ min, max }))
    .map((wide): Pair => {
      const number = Number(wide)
      return Number.isSafeInteger(number) ? [number, number] : [wide, wide]
    })

/** Go leaves -0 out of structs, as it equals 0. */
const numbers = fc.double().map((value) => (value === 0 ? 0 : value))
const texts = fc.string({ unit: 'grapheme' })
const blobs = fc.uint8Array({ minLength: 1, maxLength: 300 })

/** As a field, the first moment of Go's times is not sent. */
const times = fc.date({ noInvalidDate: true }).filter((date) => date.getTime() !== -62_135_596_800_000)

const leaf = (
  Kind: string,
  type: GobType,
  pairs: Arbitrary<Pair>,
  absent: unknown,
  isKey = true,
): Sample => ({
  type,
  go: { Kind },
  pairs,
  absent,
  isKey,
})

const leaves: readonly Sample[] = [
  leaf('bool', gob.bool, same(fc.boolean()), false),
  leaf('int', gob.int, integers(-(2n ** 63n), 2n ** 63n - 1n), 0),
  leaf('uint', gob.uint, integers(0n, 2n ** 64n - 1n), 0),
  leaf('string', gob.string, same(texts), ''),
  leaf('float', gob.float, same(numbers), 0, false),
  leaf('complex', gob.complex, same(record({ re: numbers, im: numbers })), { re: 0, im: 0 }, false),
  leaf('bytes', gob.bytes, same(fc.uint8Array({ maxLength: 300 })), new Uint8Array(0), false),
  leaf('time', gob.time, same(times), null, false),
  leaf('GobEncoder', gob.marshaled('GobEncoder', 'opaque'), same(blobs), null, false),
  leaf('BinaryMarshaler', gob.marshaled('BinaryMarshaler', 'binary'), same(blobs), null, false),
]

const point = gob.struct({ X: gob.int, Y: gob.int }, 'point')
const box = gob.struct({ Item: gob.interface, Note: gob.string }, 'box')

const plainItems: readonly Arbitrary<Pair>[] = [
  same(fc.constantFrom(null, true, false, 'text', 7, -1, 0.5)),
  same(fc.oneof(fc.double({ noInteger: true }), texts, fc.uint8Array({ maxLength: 20 }))),
  same(fc.array(texts, { minLength: 1, maxLength: 3 })),
  fc.nat().map((value): Pair => [gob.of(gob.uint, value), value]),
  fc.array(fc.integer()).map((value): Pair => [gob.of(gob.slice(gob.int), value), value]),
  times.map((value): Pair => [gob.named('time.Time', value), new GobNamed('time.Time', value)]),
  record({ X: fc.integer(), Y: fc.integer() }).map((value): Pair => {
    return [gob.named('main.point', gob.of(point, value)), new GobNamed('main.point', value)]
  }),
]

/** What an interface holds, with so many others in each other. */
function itemsOf(depth: number): Arbitrary<Pair> {
  if (depth === 0) return fc.oneof(...plainItems)
  const boxes = fc.tuple(itemsOf(depth - 1), texts).map(([[sent, received], Note]): Pair => {
    const value = gob.of(box, { Item: sent, Note })
    return [gob.named('main.box', value), new GobNamed('main.box', { Item: received, Note })]
  })
  return fc.oneof(...plainItems, boxes)
}

/** A type that holds itself in all the ways in which it can. */
const tree: GobType = gob.struct({
  Value: gob.int,
  Next: gob.lazy(() => tree),
  Children: gob.slice(gob.lazy(() => tree)),
  ByName: gob.map(
    gob.string,
    gob.lazy(() => tree),
  ),
})

function treesOf(depth: number): Arbitrary<unknown> {
  const inner = depth === 0 ? undefined : treesOf(depth - 1)
  return record({
    Value: fc.integer(),
    Next: inner === undefined ? fc.constant(null) : fc.option(inner),
    Children: inner === undefined ? fc.constant([]) : fc.array(inner, { maxLength: 2 }),
    ByName: entriesOf(texts, inner ?? fc.constant(null), inner === undefined ? 0 : 2),
  })
}

function entriesOf<K, V>(keys: Arbitrary<K>, values: Arbitrary<V>, maxLength: number): Arbitrary<Map<K, V>> {
  return fc.array(fc.tuple(keys, values), { maxLength }).map((entries) => new Map(entries))
}

const composites: readonly Sample[] = [
  { type: gob.interface, go: { Kind: 'interface' }, pairs: itemsOf(3), absent: null },
  { type: tree, go: { Kind: 'tree' }, pairs: same(treesOf(2)) },
]

function sliceOf({ type, go, pairs }: Sample): Sample {
  return {
    type: gob.slice(type),
    go: { Kind: 'slice', Element: go },
    pairs: fc.array(pairs, { maxLength: 4 }).map(unzip),
    absent: [],
  }
}

function arrayOf({ type, go, pairs }: Sample, length: number): Sample {
  return {
    type: gob.array(type, length),
    go: { Kind: 'array', Element: go, Length: length },
    pairs: fc.array(pairs, { minLength: length, maxLength: length }).map(unzip),
  }
}

function mapOf(key: Sample, element: Sample): Sample {
  return {
    type: gob.map(key.type, element.type),
    go: { Kind: 'map', Key: key.go, Element: element.go },
    pairs: fc
      .array(fc.tuple(key.pairs, element.pairs), { maxLength: 3 })
      .map((entries): Pair => [
        new Map(entries.map(([[key], [value]]) => [key, value])),
        new Map(entries.map(([[, key], [, value]]) => [key, value])),
      ]),
    absent: new Map(),
  }
}

/** A struct or an array behind a pointer, which may be nil. All others look the same behind one. */
function pointerTo(sample: Sample): Sample {
  if ('absent' in sample) return sample
  const pairs = fc.option(sample.pairs, { nil: [null, null] as const })
  return { type: sample.type, go: { Kind: 'pointer', Element: sample.go }, pairs, absent: null }
}

function structOf(fields: readonly Sample[]): Sample {
  const named = fields.map((field, i) => ({ name: `F${i}`, field }))
  return {
    type: gob.struct(Object.fromEntries(named.map(({ name, field }) => [name, field.type])), 'T'),
    go: { Kind: 'struct', Fields: named.map(({ name, field }) => ({ Name: name, Type: field.go })) },
    pairs: fc.tuple(...fields.map(pairsOfField)).map((pairs): Pair => {
      const entries = named.map(({ name }, i) => [name, pairs[i] ?? unreachable()] as const)
      return [
        Object.fromEntries(
          entries.filter(([, [sent]]) => sent !== undefined).map(([name, [sent]]) => [name, sent]),
        ),
        Object.fromEntries(entries.map(([name, [, received]]) => [name, received])),
      ]
    }),
  }
}

function pairsOfField(field: Sample): Arbitrary<Pair> {
  if (!('absent' in field)) return field.pairs
  return fc.oneof({ arbitrary: field.pairs, weight: 4 }, fc.constant<Pair>([undefined, field.absent]))
}

function unzip(pairs: readonly Pair[]): Pair {
  return [pairs.map(([sent]) => sent), pairs.map(([, received]) => received)]
}

function unreachable(): never {
  throw new Error('there are as many values as fields')
}

const keys = fc.constantFrom(...leaves.filter(({ isKey }) => isKey))
const simple = fc.constantFrom(...leaves, ...composites)

/** Types of all kinds, with so many others in each other. */
export function samplesOf(depth: number): Arbitrary<Sample> {
  if (depth === 0) return simple
  const inner = samplesOf(depth - 1)
  const structs = fc.array(fc.oneof(inner, inner.map(pointerTo)), { maxLength: 5 }).map(structOf)
  return fc.oneof(
    simple,
    inner.map(sliceOf),
    fc.tuple(inner, fc.nat(3)).map(([element, length]) => arrayOf(element, length)),
    fc.tuple(keys, inner).map(([key, element]) => mapOf(key, element)),
    { arbitrary: structs, weight: 3 },
  )
}
