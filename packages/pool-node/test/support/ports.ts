import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Below what Linux (32768), macOS and Windows (49152) give to whoever asks for any port, and above what is usual. */
const range = { from: 20_000, to: 32_000 } as const

/**
 * Ports for those who listen later, or again. All are free and differ. A port that was got as "any free one" is anybody's
 * as soon as it is closed, and the tests of other files ask for hundreds of those; these nobody gets without asking.
 */
export async function lastingPorts(count: number): Promise<number[]> {
  const servers = new Map<number, Server>()
  while (servers.size < count) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from))
    // On all addresses: it is free only when it is so on each.
    const server = servers.has(port) ? undefined : await listening(port)
    if (server !== undefined) servers.set(port, server)
  }
  await Promise.all([...servers.values()].map((server) => once(server.close(), 'close')))
  return [...servers.keys()]
}

/** One of them. */
export async function lastingPort(): Promise<number> {
  const [port] = await lastingPorts(1)
  return port as number
}

/** `undefined` when it is taken. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port)
  try {
    await once(server, 'listening')
    return server
  } catch {
    return undefined
  }
}
