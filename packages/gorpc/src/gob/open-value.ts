import { malformed } from './faults.ts'
import { OpenInterface } from './open-interface.ts'
import { OpenList } from './open-list.ts'
import { OpenMap } from './open-map.ts'
import { OpenStruct } from './open-struct.ts'
import type { OpenValue } from './open.ts'
import type { Source } from './source.ts'
import type { WireType } from './wire-type.ts'

/** Begins a value of a type that may hold others. @throws OverLimit when it holds too many. */
export function openValue(source: Source, type: WireType): OpenValue {
  switch (type.kind) {
    case 'struct':
      return new OpenStruct(source, type.fields)
    case 'slice':
      return new OpenList(source, source.reader.count(), type.element)
    case 'array':
      return new OpenList(source, lengthOfArray(source, type.length), type.element)
    case 'map':
      return new OpenMap(source, type.key, type.element)
    case 'interface':
      return new OpenInterface()
    default:
      throw new TypeError(`a value of kind '${type.kind}' holds no others`)
  }
}

/** It is sent, though the type says it. */
function lengthOfArray({ reader }: Source, length: number): number {
  const count = reader.count()
  if (count !== length) throw malformed(`an array of ${length} with ${count} elements`)
  return count
}
