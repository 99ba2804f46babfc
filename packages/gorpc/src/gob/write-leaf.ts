import type { Complex } from './leaves.ts'
import { notOf } from './expected.ts'
import type { GobType, TypeOf } from './gob-type.ts'
import { Refusal, tagOf } from './refusal.ts'
import type { Sink } from './sink.ts'
import { writeTime } from './time.ts'

/** The kinds whose values hold no others. */
export type LeafKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'complex'
  | 'string'
  | 'bytes'
  | 'time'
  | 'marshaled'

type Write<K extends LeafKind> = (sink: Sink, value: unknown, type: TypeOf<K>) => void

/** Writes a value that holds no others. Each throws a Refusal when it is not of the type. */
export const leafWriters: { readonly [K in LeafKind]: Write<K> } = {
  bool: ({ writer }, value) => {
    if (typeof value !== 'boolean') throw notOf('bool', value)
    writer.uint(value ? 1 : 0)
  },
  int: ({ writer }, value) => {
    if (Number.isSafeInteger(value)) return writer.int(value as number)
    if (!isInteger(value)) throw notOf('int', value)
    if (value < -(2n ** 63n) || value >= 2n ** 63n) throw tooWide(value, 'int')
    writer.int(value)
  },
  uint: ({ writer }, value) => {
    if (!isInteger(value) || value < 0) throw notOf('uint', value)
    if (Number.isSafeInteger(value)) return writer.uint(value)
    if (value >= 2n ** 64n) throw tooWide(value, 'uint')
    writer.uint(BigInt(value))
  },
  float: ({ writer }, value) => {
    if (typeof value !== 'number') throw notOf('float', value)
    writer.float(value)
  },
  complex: ({ writer }, value) => {
    if (!isComplex(value)) throw notOf('complex', value)
    writer.float(value.re)
    writer.float(value.im)
  },
  string: (sink, value) => {
    if (typeof value !== 'string') throw notOf('string', value)
    writeText(sink, value)
  },
  bytes: ({ writer }, value) => {
    if (!isBytes(value)) throw notOf('bytes', value)
    writer.bytes(value)
  },
  time: ({ writer }, value) => {
    if (!isDate(value) || Number.isNaN(value.getTime())) throw notOf('time', value)
    writer.bytes(writeTime(value))
  },
  marshaled: (sink, value, { by }) => {
    if (by === 'TextMarshaler' && typeof value === 'string') writeText(sink, value)
    else if (isBytes(value)) sink.writer.bytes(value)
    else throw notOf('marshaled', value)
  },
}

/** Writes a value if it holds no others. @returns whether it did. */
export function writeLeaf(sink: Sink, type: GobType, value: unknown): boolean {
  const write = leafWriters[type.kind as LeafKind] as Write<LeafKind> | undefined
  write?.(sink, value, type as TypeOf<LeafKind>)
  return write !== undefined
}

/** What is too long for sure is not encoded first. */
function writeText({ writer, budget }: Sink, text: string): void {
  const { maxStringBytes } = budget.limits
  const size = text.length > maxStringBytes ? text.length : writer.text(text)
  if (size > maxStringBytes) {
    throw new Refusal(`a string of ${size} bytes or more, the most are ${maxStringBytes} (maxStringBytes)`)
  }
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value)
}

function isComplex(value: unknown): value is Complex {
  if (typeof value !== 'object' || value === null) return false
  const { re, im } = value as Partial<Complex>
  return typeof re === 'number' && typeof im === 'number'
}

function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && /^Uint8(Clamped)?Array$/.test(tagOf(value))
}

function isDate(value: unknown): value is Date {
  return typeof value === 'object' && value !== null && tagOf(value) === 'Date'
}

function tooWide(value: number | bigint, kind: string): Refusal {
  return new Refusal(`${value} does not fit into the 64 bits of ${kind}`)
}
