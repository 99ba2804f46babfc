/**
 * Typed arrays but Uint8Array, which both codecs have a form of its own for. The position in this list is the
 * byte that says which on the wire: append only.
 */
const kinds = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
]

const names: readonly string[] = kinds.map((kind) => kind.name)

/** The wire is little-endian, as nearly every machine is; the others swap. */
const swaps = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0

/** The number of a typed array's kind by its name, `-1` if there is none. */
export function kindOf(name: string): number {
  return names.indexOf(name)
}

/** The name of a typed array's class, also of another realm: `Float64Array`. */
export function nameOf(view: ArrayBufferView): string {
  return (view as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag]
}

/** The bytes of a typed array as they travel: a view, if nothing has to be swapped. */
export function toBytes(view: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  return swaps ? swapped(bytes, (view as Int8Array).BYTES_PER_ELEMENT) : bytes
}

/** Builds a typed array. It gets memory of its own: elements must be aligned, and bytes on the wire are not. */
export function fromBytes(kind: number, bytes: Uint8Array): ArrayBufferView {
  const constructor = kinds[kind]
  if (constructor === undefined) throw new Error(`unknown kind of typed array ${kind}`)
  // The constructor refuses a length that is not a multiple of its elements'.
  return new constructor((swaps ? swapped(bytes, constructor.BYTES_PER_ELEMENT) : bytes.slice()).buffer)
}

function swapped(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes)
  for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse()
  return copy
}
