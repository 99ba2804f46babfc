/**
 * So many clients dial at once. 10,000 at once would be a storm that only shows how long one process takes to dial; that all
 * dial at once is measured where a pool is started again.
 */
const wave = 250

/** @param connect begins one, and resolves when it is connected. */
export async function inWaves(clients: number, connect: () => Promise<unknown>): Promise<void> {
  for (let left = clients; left > 0; left -= wave) {
    await Promise.all(Array.from({ length: Math.min(wave, left) }, connect))
  }
}
