/** Computes tiles, so that the page stays smooth. It knows of no pool: the page holds the connection. */

import { renderTile } from '../../src/render-tile.ts'
import type { TileJob } from '../../src/services.ts'
import { makeBreathe } from './breathe.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const breathe = makeBreathe()
const open = new Map<number, AbortController>()

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer })
}

async function render(id: number, job: TileJob): Promise<void> {
  const controller = new AbortController()
  open.set(id, controller)
  try {
    const pixels = await renderTile(job, breathe, controller.signal)
    tell({ kind: 'rendered', id, pixels }, [pixels.buffer])
  } catch (error) {
    tell({ kind: 'failed', id, problem: (error as Error).message })
  } finally {
    open.delete(id)
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'render') void render(data.id, data.job)
  else open.get(data.id)?.abort()
})
