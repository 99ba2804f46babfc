import { setTimeout } from 'node:timers/promises'

/** Bytes that go at once: small, so that a slow line flows. */
const piece = 8 * 1024

/**
 * The same bytes as over a slow line. It asks for the next chunk when the one before is through: so nobody reads ahead,
 * here or at the provider.
 *
 * @param rate bytes a second.
 */
export function paced(rate: number): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void> {
  return async function* (chunks) {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += piece) {
        const some = chunk.subarray(at, at + piece)
        yield some
        await setTimeout((some.length / rate) * 1000)
      }
    }
  }
}
