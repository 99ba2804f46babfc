import { EventEmitter } from 'node:events'
import { handler } from '@wsrpc/pool-node'
import type { Board } from '../services.ts'

/** Where the providers say which tile they begin with. */
export class TileBoard extends EventEmitter<{ started: [provider: string, index: number] }> {
  /** What providers may call. Who it is comes from the connection, which has proved it, and not from the params. */
  readonly service: Board = {
    started: handler(({ identity }, index: number) => {
      if (typeof identity === 'string' && Number.isInteger(index)) this.emit('started', identity, index)
    }),
  }
}
