import type { Server } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { Server as TlsServer } from 'node:tls'

/** A server that the application owns. */
export type AppServer = Server | HttpsServer

/** What applications hand over instead are Express's and Fastify's apps: those are no servers, but have one. */
export function checkServer(server: unknown): asserts server is AppServer {
  const { on, address } = (server ?? {}) as Partial<AppServer>
  if (typeof on === 'function' && typeof address === 'function') return
  throw new TypeError(
    'attach needs a server of node:http or node:https: with Express what app.listen() returns, with Fastify app.server',
  )
}

/** The event that brings the sockets on which requests come. With TLS those of 'connection' lie below them. */
export function arrivalEvent(server: AppServer): 'connection' | 'secureConnection' {
  return server instanceof TlsServer ? 'secureConnection' : 'connection'
}
