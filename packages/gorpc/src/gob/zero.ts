import type { WireType } from './wire-type.ts'

/**
 * What a field holds that did not come: the zero of its type. Go leaves structs and arrays out only where a pointer is
 * nil, so for them it is null; and for times, which it leaves out also when they are zero.
 */
export function zeroOf(type: WireType): unknown {
  return zeros[type.kind]()
}

const nothing = () => null

const zeros: Readonly<Record<WireType['kind'], () => unknown>> = {
  bool: () => false,
  int: () => 0,
  uint: () => 0,
  float: () => 0,
  complex: () => ({ re: 0, im: 0 }),
  bytes: () => new Uint8Array(0),
  string: () => '',
  slice: () => [],
  map: () => new Map(),
  interface: nothing,
  marshaled: nothing,
  array: nothing,
  struct: nothing,
}
