/**
 * Copies binary values that are a small part of their buffer, in place and everywhere in a decoded value. A
 * service that keeps such a value would keep the whole message in memory, or all that the socket read with it.
 *
 * @param isReference says which objects are not data, and must be left as they are.
 */
export function unpin(value: unknown, isReference: (object: object) => boolean): unknown {
  if (typeof value !== 'object' || value === null || isReference(value)) return value
  if (value instanceof Uint8Array) return isSmallPart(value.length, value.buffer) ? value.slice() : value
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = unpin(value[i], isReference)
  } else if (value instanceof Map) {
    const entries = [...value]
    value.clear()
    for (const [key, item] of entries) value.set(unpin(key, isReference), unpin(item, isReference))
  } else if (value instanceof Set) {
    const items = [...value]
    value.clear()
    for (const item of items) value.add(unpin(item, isReference))
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    const object = value as Record<string, unknown>
    for (const key of Object.keys(object)) object[key] = unpin(object[key], isReference)
  }
  return value
}

/** A buffer up to this size may be kept in memory by a small view into it. */
const smallBuffer = 4096

/** Whether a view of this length is so little of its buffer that it had better be copied. */
export function isSmallPart(length: number, buffer: ArrayBufferLike): boolean {
  return buffer.byteLength > smallBuffer && length * 4 < buffer.byteLength
}
