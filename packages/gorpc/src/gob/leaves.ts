import type { Source } from './source.ts'
import { readTime } from './time.ts'
import type { BasicKind, WireType } from './wire-type.ts'

/** A type whose values hold no others. */
type Leaf =
  | Extract<WireType, { readonly kind: 'marshaled' }>
  | { readonly kind: Exclude<BasicKind, 'interface'> }

/** A complex number, as there is none in JavaScript. */
export interface Complex {
  re: number
  im: number
}

/** Reads a value that holds no others. @returns `undefined` for a type whose values may. */
export function readLeaf(source: Source, type: WireType): unknown {
  const read = readers[type.kind as Leaf['kind']] as ((source: Source, type: WireType) => unknown) | undefined
  return read?.(source, type)
}

const readers: {
  readonly [K in Leaf['kind']]: (source: Source, type: Extract<Leaf, { kind: K }>) => unknown
} = {
  bool: ({ reader }) => reader.uint() !== 0,
  int: ({ reader }) => reader.int(),
  uint: ({ reader }) => reader.uint(),
  float: ({ reader }) => reader.float(),
  complex: ({ reader }): Complex => ({ re: reader.float(), im: reader.float() }),
  bytes: ({ reader }) => reader.bytes(reader.length()),
  string: (source) => source.text(),
  marshaled: (source, { by, name }) => {
    if (by === 'TextMarshaler') return source.text()
    const bytes = source.reader.bytes(source.reader.length())
    if (by !== 'GobEncoder') return bytes
    // So is time.Time. A type has no name where it was first met inside of an array or a map.
    return name === 'Time' || name === '' ? (readTime(bytes) ?? bytes) : bytes
  },
}
