import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where servers of the bench listen. */
export const host = '127.0.0.1'

/** The port of an address that was given out before; 0, which is any free one, when there is none. */
export function portOf(at: string): number {
  return at === '' ? 0 : Number(new URL(at).port)
}

/** A server for those that bring none, and its address. */
export async function listen(at: string): Promise<{ readonly server: Server; readonly at: string }> {
  const server = createServer()
  server.listen(portOf(at), host)
  await once(server, 'listening')
  return { server, at: `ws://${host}:${(server.address() as AddressInfo).port}` }
}
