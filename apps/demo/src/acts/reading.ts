import { createHash } from 'node:crypto'

/** What was read of a file. Not the file: it may be larger than our memory. */
export interface Reading {
  readonly bytes: number
  readonly chunks: number
  readonly sha256: string
  /** Its first lines. */
  readonly head: readonly string[]
}

/** Reads a stream to its end. `progress` is told how many bytes have come, after each chunk. */
export async function readThrough(
  stream: AsyncIterable<Uint8Array>,
  progress?: (bytes: number) => void,
): Promise<Reading> {
  const hash = createHash('sha256')
  let [bytes, chunks] = [0, 0]
  let head: readonly string[] = []
  for await (const chunk of stream) {
    if (chunks === 0) head = firstLines(chunk)
    hash.update(chunk)
    bytes += chunk.length
    chunks++
    progress?.(bytes)
  }
  return { bytes, chunks, sha256: hash.digest('hex'), head }
}

function firstLines(chunk: Uint8Array): string[] {
  return new TextDecoder().decode(chunk.subarray(0, 1024)).split('\n').slice(0, 5)
}
