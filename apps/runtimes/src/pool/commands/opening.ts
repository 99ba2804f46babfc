import { type Commands, onPool } from '../command.ts'
import { OpenPool } from '../open-pool.ts'
import { RudeServer } from '../rude-server.ts'

/** How pools begin, end and make way for another. */
export const opening: Commands = {
  start: ({ wish }, { pools }) => {
    const open = new OpenPool(wish)
    return open.open(pools.add(open))
  },
  close: ({ pool }, { pools }) => pools.take(pool).close(),
  /** Nobody listens there any more. */
  shut: onPool((open) => open.shut()),
  /** Closes it, and begins another behind the same cable. */
  restart: onPool((open) => open.replace((before) => before.close())),
  /** Drains it, and begins another behind the same cable. The drain goes on meanwhile. */
  succeed: onPool((open) => open.replace((before) => void before.drain())),

  startRude: async ({ code, reason }, { servers }) => {
    const server = new RudeServer(code, reason)
    const url = await server.open()
    return { url, server: servers.add(server) }
  },
  dialsOfRude: ({ server }, { servers }) => servers.get(server).dials,
  closeRude: ({ server }, { servers }) => servers.take(server).close(),
}
