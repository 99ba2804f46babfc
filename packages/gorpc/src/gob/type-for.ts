import type { ValueLimits } from '@wsrpc/core'
import { Budget } from './budget.ts'
import { GobTyped, type GobType } from './gob-type.ts'
import { infer } from './infer.ts'
import { settle } from './settle.ts'

/** The type that a value was given, or that it looks like. @throws Refusal when it has none. */
export function typeFor(limits: ValueLimits, value: unknown, depth: number): GobType {
  return value instanceof GobTyped ? value.type : settle(infer(new Budget(limits), value, depth))
}

/** The name by which Go itself registers a type for interfaces; `undefined` when it does not. */
export function nameFor(type: GobType): string | undefined {
  if (type.kind === 'bytes') return '[]uint8'
  if (type.kind !== 'slice') return names[type.kind]
  const element = names[type.element.kind]
  return element === undefined ? undefined : `[]${element}`
}

/** Of several types of Go that are one in gob, the one that holds all values. */
const names: Readonly<Partial<Record<GobType['kind'], string>>> = {
  bool: 'bool',
  int: 'int',
  uint: 'uint',
  float: 'float64',
  complex: 'complex128',
  string: 'string',
}
