/** This tab as a provider of Tiles: computes here, so that the page stays smooth. */

import { type Connection, handler, type LabelValue, Provider } from '@wsrpc/provider'
import { tilesAtOnce } from '../../src/plan.ts'
import { renderTile } from '../../src/render-tile.ts'
import type { RenderedTile, TileJob, Tiles } from '../../src/services.ts'
import { makeBreathe } from './breathe.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const tell = (message: FromWorker): void => self.postMessage(message)
const breathe = makeBreathe()
let connection: Connection | undefined
let provider: Provider | undefined
let labels: Readonly<Record<string, LabelValue>> = { runtime: 'browser' }
/** Why it takes no calls now: its visitor said so, or the browser stops the page. */
const rests = { paused: false, away: false }

function rest(changes: Partial<typeof rests>): void {
  Object.assign(rests, changes)
  // A label tells people which of the two it is.
  provider?.update({ labels: rests.away ? { ...labels, away: true } : labels })
  connection?.update({ paused: rests.paused || rests.away })
}

const tiles: Tiles = {
  render: handler(async ({ attempt, signal }, job: TileJob): Promise<RenderedTile> => {
    const pixels = await renderTile(job, breathe, signal)
    return { pixels, by: 'a tab', attempt }
  }),
}

function join(url: string, token: string | undefined, device: string): Connection {
  labels = { ...labels, device }
  provider = new Provider({ concurrency: tilesAtOnce, labels })
  const made = provider.register('Tiles', tiles).connect(url, { token, backoff: { max: 2000 } })
  made.on('connected', ({ id }) => tell({ kind: 'serving', connection: id }))
  made.on('disconnected', ({ willRetry }) => willRetry && tell({ kind: 'lost' }))
  made.on('closed', ({ reason }) => tell({ kind: 'left', reason }))
  made.on('error', () => {}) // what matters of it comes with 'closed'
  return made
}

const does: Readonly<Record<Exclude<ToWorker['kind'], 'join'>, () => void>> = {
  pause: () => rest({ paused: true }),
  resume: () => rest({ paused: false }),
  sleep: () => rest({ away: true }),
  wake: () => rest({ away: false }),
  // What it has in hand is finished first.
  leave: () => void connection?.drain(),
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'join') connection = join(data.url, data.token, data.device)
  else does[data.kind]()
})
