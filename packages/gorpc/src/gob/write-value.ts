import { notOf } from './expected.ts'
import { GobTyped, resolve, type GobField, type GobType, type TypeOf } from './gob-type.ts'
import { isLeftOut } from './left-out.ts'
import { maxTypeNameBytes } from './limits.ts'
import { GobNamed } from './named.ts'
import { Refusal, stepTo, tagOf, within, type PathStep } from './refusal.ts'
import type { Sink } from './sink.ts'
import { nameFor, typeFor } from './type-for.ts'
import { writeLeaf } from './write-leaf.ts'

/**
 * Writes a value as one of the stream: one that is no struct looks like a field of it, with a 0 before it.
 *
 * @param depth how many containers it is in.
 * @throws Refusal when it is not of the type, or over a limit.
 */
export function writeWhole(sink: Sink, type: GobType, value: unknown, depth: number): void {
  if (resolve(type).kind !== 'struct') sink.writer.uint(0)
  writeValue(sink, type, value, depth)
}

function writeValue(sink: Sink, lazyType: GobType, typed: unknown, depth: number): void {
  const type = resolve(lazyType)
  const value = untyped(typed)
  if (writeLeaf(sink, type, value)) return
  sink.budget.checkDepth(depth)
  switch (type.kind) {
    case 'slice':
      return writeElements(sink, type.element, listOf(type, value), depth)
    case 'array':
      return writeElements(sink, type.element, arrayOf(type, value), depth)
    case 'map':
      return writeMap(sink, type, entriesOf(value), depth)
    case 'struct':
      return writeFields(sink, type.fields, objectOf(value), depth)
    case 'interface':
      // With its type, if it was given one: that is what Go is told.
      return writeInterface(sink, typed, depth)
    default:
      throw notOf(type.kind, value)
  }
}

function writeElements(sink: Sink, type: GobType, list: ArrayLike<unknown>, depth: number): void {
  const { length } = list
  sink.budget.expect(length)
  sink.writer.uint(length)
  let i = 0
  try {
    for (; i < length; i++) writeValue(sink, type, list[i], depth + 1)
  } catch (thrown) {
    throw within(thrown, i)
  }
}

function writeMap(
  sink: Sink,
  type: TypeOf<'map'>,
  entries: readonly (readonly [unknown, unknown])[],
  depth: number,
): void {
  sink.budget.expect(2 * entries.length)
  sink.writer.uint(entries.length)
  let entry = 0
  let step: PathStep = 0
  try {
    for (const [key, element] of entries) {
      step = stepTo(key, entry++)
      writeValue(sink, type.key, key, depth + 1)
      writeValue(sink, type.element, element, depth + 1)
    }
  } catch (thrown) {
    throw within(thrown, step)
  }
}

/** Each field behind the distance of its number from the one before, then a 0. */
function writeFields(
  sink: Sink,
  fields: readonly GobField[],
  object: Record<string, unknown>,
  depth: number,
): void {
  sink.budget.expect(fields.length)
  let distance = 1
  let known = 0
  for (const { name, type } of fields) {
    try {
      const isThere = Object.hasOwn(object, name)
      const value = isThere ? object[name] : undefined
      if (isThere) known++
      if (type.kind === 'unknown') continue
      if (isLeftOut(type, untyped(value))) distance++
      else {
        sink.writer.uint(distance)
        writeValue(sink, type, value, depth + 1)
        distance = 1
      }
    } catch (thrown) {
      throw within(thrown, name)
    }
  }
  if (known < Object.keys(object).length) refuseOthers(fields, object)
  sink.writer.uint(0)
}

/** A property that no field is for would be lost without a word. */
function refuseOthers(fields: readonly GobField[], object: Record<string, unknown>): void {
  const names = new Set(fields.map(({ name }) => name))
  const other = Object.keys(object).find((key) => !names.has(key) && object[key] !== undefined)
  if (other !== undefined) throw within(new Refusal('no field of its gob.struct has this name'), other)
}

/** The name of its type, the type's id, the length of what follows, and the value as one of the stream. */
function writeInterface(sink: Sink, given: unknown, depth: number): void {
  const { writer, budget } = sink
  const value = outOfInterfaces(given)
  if (value === null) return writer.uint(0)
  const content = value instanceof GobNamed ? value.value : value
  const type = resolve(typeFor(budget.limits, content, depth + 1))
  if (type.kind === 'interface') throw new Refusal('an interface in an interface: in Go it is one')
  const name = value instanceof GobNamed ? value.name : nameFor(type)
  if (name === undefined) {
    throw new Refusal(`an interface that holds a ${type.kind}: say how Go calls its type, with gob.named`)
  }
  const size = writer.text(name)
  if (size === 0 || size > maxTypeNameBytes) throw new Refusal(`a type whose name has ${size} bytes`)
  writer.int(sink.idOf(type))
  const start = writer.size
  writeWhole(sink, type, content, depth + 1)
  writer.insertLength(start)
}

/** What was only told to be sent as an interface has still the type that it looks like. */
function outOfInterfaces(value: unknown): unknown {
  const isTold = value instanceof GobTyped && resolve(value.type).kind === 'interface'
  return isTold ? outOfInterfaces(value.value) : value
}

function untyped(value: unknown): unknown {
  return value instanceof GobTyped ? untyped(value.value) : value
}

function listOf(type: GobType, value: unknown): ArrayLike<unknown> {
  if (Array.isArray(value)) return value
  if (ArrayBuffer.isView(value) && 'length' in value) return value as unknown as ArrayLike<unknown>
  throw notOf(type.kind, value)
}

function arrayOf(type: TypeOf<'array'>, value: unknown): ArrayLike<unknown> {
  const list = listOf(type, value)
  if (list.length === type.length) return list
  throw new Refusal(`${list.length} elements can't be sent as an array of ${type.length}`)
}

function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (typeof value === 'object' && value !== null) {
    const tag = tagOf(value)
    if (tag === 'Map') return [...(value as Map<unknown, unknown>)]
    if (tag === 'Object') return Object.entries(value)
  }
  throw notOf('map', value)
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && tagOf(value) === 'Object')
    return value as Record<string, unknown>
  throw notOf('struct', value)
}
