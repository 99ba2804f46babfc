/**
 * As many bytes as were promised: what has grown meanwhile is cut.
 *
 * @param size in bytes.
 * @throws Error at the end when there were fewer.
 */
export function exactly(
  size: number,
): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void> {
  return async function* (chunks) {
    let left = size
    for await (const chunk of chunks) {
      yield chunk.subarray(0, left)
      left -= chunk.length
      if (left <= 0) return
    }
    if (left > 0) throw new Error(`${left} of ${size} bytes are missing: the file has shrunk meanwhile`)
  }
}
