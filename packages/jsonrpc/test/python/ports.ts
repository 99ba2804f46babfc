import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what Linux (32768), macOS and Windows (49152) give to whoever asks for any port. */
const range = { from: 20_000, to: 32_000 } as const

/** A port for somebody who listens later, or again: nobody else gets it meanwhile without asking for this very one. */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from))
    const server = createServer().listen(port)
    try {
      await once(server, 'listening')
    } catch {
      continue // it is taken
    }
    await once(server.close(), 'close')
    return port
  }
}
