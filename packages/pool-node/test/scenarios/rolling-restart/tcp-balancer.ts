import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Spreads TCP connections over ports of this machine; of what they carry it knows nothing. */
export interface TcpBalancer extends AsyncDisposable {
  readonly port: number
  /** The port that the connection from a client's port was led to last. */
  readonly ledTo: (clientPort: number) => number | undefined
}

/** Takes the ports in turn. Where nobody listens it goes on with the next one; if nobody does, the client is dropped. */
export async function tcpBalancer(ports: readonly number[]): Promise<TcpBalancer> {
  const led = new Map<number, number>()
  const open = new Set<Socket>()
  let turn = 0
  const keep = (socket: Socket): void => {
    open.add(socket)
    socket.on('error', () => {}) // a close event follows
    socket.once('close', () => open.delete(socket))
  }
  async function lead(client: Socket): Promise<void> {
    const first = turn++
    for (let n = 0; n < ports.length; n++) {
      const port = ports[(first + n) % ports.length] as number
      const backend = await connected(port)
      if (backend === undefined) continue
      keep(backend)
      led.set(client.remotePort as number, port)
      return join(client, backend)
    }
    client.destroy()
  }
  const server = createServer((client) => {
    keep(client)
    void lead(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    ledTo: (clientPort) => led.get(clientPort),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `undefined` when nobody listens there. */
async function connected(port: number): Promise<Socket | undefined> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    return undefined
  }
}

function join(client: Socket, backend: Socket): void {
  client.pipe(backend).pipe(client)
  // An end is piped; what breaks off has none.
  client.once('error', () => backend.destroy())
  backend.once('error', () => client.destroy())
  if (client.destroyed) backend.destroy()
}
