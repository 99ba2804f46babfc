/** A private process that computes tiles of a picture. */

import { setImmediate } from 'node:timers/promises'
import { type Connection, handler } from '@wsrpc/provider'
import { checkJob } from '../check-job.ts'
import { renderRow } from '../mandelbrot.ts'
import { tilesAtOnce } from '../plan.ts'
import type { RenderedTile, TileJob, Tiles } from '../services.ts'
import { dialIn, readInvitation } from './dial-in.ts'

const invitation = readInvitation(process.env)

const makeService = (connection: () => Connection): Tiles => ({
  render: handler(async ({ attempt, signal }, job: TileJob): Promise<RenderedTile> => {
    checkJob(job)
    const { scene, tile } = job
    // The same connection the other way: the pool's own service. Only news, so nobody waits for an answer.
    connection()
      .notify('Board.started', [tile.index])
      .catch(() => {})
    const pixels = new Uint8Array(tile.width * tile.height * 3)
    for (let row = 0; row < tile.height; row++) {
      renderRow(scene, tile, row, pixels)
      // Come up for air: who only computes answers no ping, and does not hear that nobody waits any more.
      await setImmediate()
      signal.throwIfAborted()
    }
    return { pixels, by: invitation.name, attempt }
  }),
})

dialIn(invitation, 'Tiles', tilesAtOnce, makeService)
