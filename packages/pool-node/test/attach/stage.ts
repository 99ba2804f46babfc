import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from '@wsrpc/provider'
import type { Pool } from '../../src/index.ts'
import { loopback } from '../support/pools.ts'

/** The application's answer to plain requests. */
export const hello: RequestListener = (_request, response) => void response.end('hello')

/** A server of the application, which listens on this machine. */
export interface AppServer extends AsyncDisposable {
  readonly server: Server
  /** As in `ws://127.0.0.1:8080`. */
  readonly url: string
  /** Of a plain request. */
  readonly page: string
}

export async function appServer(server: Server = createServer(hello)): Promise<AppServer> {
  server.listen(loopback)
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    server,
    url: `ws://${address}`,
    page: `http://${address}/`,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Who serves `Backend.get`, and dials again at once when it has to. */
export function backend(url: string, says = 'value'): Provider {
  const provider = new Provider()
  provider.register('Backend', { get: (id: string): string => `${says} of ${id}` })
  provider.connect(url, { backoff: { min: 1, max: 20 } }).on('error', () => {})
  return provider
}

/** Whether a call gets through. */
export async function works(pool: Pool, says = 'value'): Promise<boolean> {
  return (await pool.call('Backend.get', ['id'])) === `${says} of id`
}
