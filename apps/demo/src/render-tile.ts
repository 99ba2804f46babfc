import { checkJob } from './check-job.ts'
import { renderRow } from './mandelbrot.ts'
import type { TileJob } from './services.ts'

/**
 * The pixels of a tile: red, green, blue; row by row.
 *
 * @param breathe comes back when the event loop has been around: who only computes answers no ping, and does not hear
 * that nobody waits any more. Each runtime has its own best way.
 * @throws RpcError INVALID_ARGUMENT for a job that is none; the signal's reason when nobody waits any more.
 */
export async function renderTile(
  job: TileJob,
  breathe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  checkJob(job)
  const { scene, tile } = job
  const pixels = new Uint8Array(tile.width * tile.height * 3)
  for (let row = 0; row < tile.height; row++) {
    renderRow(scene, tile, row, pixels)
    await breathe()
    signal.throwIfAborted()
  }
  return pixels
}
