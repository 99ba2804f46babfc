import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** One connection through the cable. */
interface Line {
  readonly near: Socket
  readonly far: Socket
  stalled: boolean
}

/** A TCP proxy on loopback that treats connections as bad networks do. */
export interface Cable extends AsyncDisposable {
  readonly port: number
  /** Resets every connection. */
  cut(): void
  /** Those that are open now carry nothing more, in either direction, and are not closed: half-open for good. */
  stall(): void
  /** New connections go to this port of this machine from now on; `undefined`: they are reset. */
  lead(target: number | undefined): void
}

export interface CableOptions {
  /** How long each piece is on the way, in ms. Order is kept. Default: not at all. */
  readonly delay?: () => number
}

/** A cable in front of a port of this machine. */
export async function makeCable(port: number, { delay }: CableOptions = {}): Promise<Cable> {
  let target: number | undefined = port
  const lines = new Set<Line>()
  const server = createServer((near) => {
    if (target === undefined) return void near.resetAndDestroy()
    const far = connect({ port: target, host: '127.0.0.1' })
    near.setNoDelay(true)
    far.setNoDelay(true)
    const line: Line = { near, far, stalled: false }
    lines.add(line)
    carry(line, near, far, delay)
    carry(line, far, near, delay)
    const end = (): void => {
      lines.delete(line)
      // The other end of a dead network hears nothing, either.
      if (line.stalled) return
      near.destroy()
      far.destroy()
    }
    near.on('close', end)
    far.on('close', end)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const all = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    all.add(socket)
    socket.on('close', () => all.delete(socket))
  })
  const cut = (): void => {
    for (const { near, far } of lines) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall() {
      for (const line of lines) line.stalled = true
    },
    lead(other) {
      target = other
    },
    async [Symbol.asyncDispose]() {
      cut()
      for (const socket of all) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function carry(line: Line, from: Socket, to: Socket, delay: (() => number) | undefined): void {
  const pieces: Buffer[] = []
  let arrives = 0
  from.on('error', () => {}) // a close event follows
  from.on('data', (chunk) => {
    if (line.stalled) return
    if (delay === undefined) return void to.write(chunk)
    const now = performance.now()
    arrives = Math.max(arrives, now + delay())
    pieces.push(chunk)
    // Timers of different lengths may go off in another order; the pieces don't.
    setTimeout(() => {
      const piece = pieces.shift() as Buffer
      if (!line.stalled && !to.destroyed) to.write(piece)
    }, arrives - now)
  })
}
