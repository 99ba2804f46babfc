import { type CallEvent, type CallObserver, handler, Pool } from '@wsrpc/pool-node'
import { resumeWindow } from '../plan.ts'
import { TileBoard } from '../stage/board.ts'
import { type Guests, paths } from './guests.ts'
import type { News, Page } from './news.ts'

export interface PagePoolHost {
  /** What happens to a call: of every call. */
  happened(event: CallEvent): void
  watch(signal: AbortSignal): AsyncIterable<News>
}

/** The pool that the page shows: processes and tabs serve, pages only watch. */
export function makePool(guests: Guests, host: PagePoolHost, hasFiles: boolean): Pool {
  const pool = new Pool({
    authenticate: (request, hello) => guests.authenticate(request, hello),
    resumeWindow,
    // One place that sees every call, whoever makes it.
    interceptors: {
      calls: [
        (call, next) => {
          const also = call.options?.observe
          const observe: CallObserver = (event) => {
            host.happened(event)
            also?.(event)
          }
          call.options = { ...call.options, observe }
          return next()
        },
      ],
    },
  })
  const page: Page = { watch: handler(({ signal }) => host.watch(signal)) }
  pool.bind(paths.tiles, { services: ['Tiles'], callbacks: { Board: new TileBoard().service } })
  if (hasFiles) pool.bind(paths.files, 'Files')
  pool.bindIn(paths.page, { Page: page })
  return pool
}
