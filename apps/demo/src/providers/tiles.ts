/** A private process that computes tiles of a picture. */

import { setImmediate } from 'node:timers/promises'
import { type Connection, handler } from '@wsrpc/provider'
import { checkJob } from '../check-job.ts'
import { tilesAtOnce } from '../plan.ts'
import { renderTile } from '../render-tile.ts'
import type { RenderedTile, TileJob, Tiles } from '../services.ts'
import { dialIn, readInvitation } from './dial-in.ts'

const invitation = readInvitation(process.env)

const makeService = (connection: () => Connection): Tiles => ({
  render: handler(async ({ attempt, signal }, job: TileJob): Promise<RenderedTile> => {
    checkJob(job)
    // The same connection the other way: the pool's own service. Only news, so nobody waits for an answer.
    connection()
      .notify('Board.started', [job.tile.index])
      .catch(() => {})
    const pixels = await renderTile(job, setImmediate, signal)
    return { pixels, by: invitation.name, attempt }
  }),
})

dialIn(invitation, 'Tiles', tilesAtOnce, makeService)
