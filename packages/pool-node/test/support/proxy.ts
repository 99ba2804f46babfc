import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** A TCP proxy on loopback that can do to a connection what networks do. */
export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** From now on nothing passes, in either direction, and nothing is closed: a dead network. */
  stall(): void
  /** Connections made from now on pass again; those that were stalled are reset: nobody may wait for them. */
  recover(): void
  /** Resets every connection. */
  cut(): void
}

/** A proxy in front of a port of this machine. */
export async function makeProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let stalled = false
  const server = createServer((near) => {
    const far = connect({ port: target, host: '127.0.0.1' })
    const pairs = [
      [near, far],
      [far, near],
    ] as const
    for (const [from, to] of pairs) {
      sockets.add(from)
      if (stalled) from.pause()
      from.on('data', (chunk) => {
        if (!stalled) to.write(chunk)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        if (!stalled) to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    stall() {
      stalled = true
      for (const socket of sockets) socket.pause()
    },
    recover() {
      cut()
      stalled = false
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
