import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { FilesOverHttp } from '../../src/page/http/files.ts'
import type { Files, Stat } from '../../src/services.ts'

const MiB = 1024 * 1024
const size = 2048 * MiB
/** What sockets and the stream may have taken in ahead of a reader that has stopped: most of it the kernel's buffers. */
const mostAhead = 16 * MiB

/** A file that tells how much of it was read, and when it was closed. */
class Meter implements Partial<Files> {
  position = 0
  closed: Promise<void>
  #close: () => void = () => {}

  constructor() {
    this.closed = new Promise((resolve) => (this.#close = resolve))
  }

  async stat(): Promise<Stat> {
    return { kind: 'file', size, modified: new Date() }
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    try {
      for (; this.position < size; this.position += 64 * 1024) yield new Uint8Array(64 * 1024)
    } finally {
      this.#close()
    }
  }
}

test(
  'a browser that stops reading stops the disk, and one that goes closes the file',
  { timeout: 60_000 },
  async () => {
    await using pool = new Pool().bind('/files', 'Files')
    const { url } = await pool.listen({ host: '127.0.0.1' })
    const meter = new Meter()
    const provider = new Provider().register('Files', { stat: () => meter.stat(), read: () => meter.read() })
    await provider.connect(`${url}/files`).ready
    const files = new FilesOverHttp(pool)
    const ended: unknown[] = []
    const server = createServer((_request, response) => {
      void files
        .sendFile('big', { download: false, rate: undefined }, response)
        .catch((e: unknown) => ended.push(e))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo

    const [response] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [
      IncomingMessage,
    ]
    let taken = 0
    while (taken < MiB) {
      const some = response.read() as Buffer | null
      if (some === null) await once(response, 'readable')
      else taken += some.length
    }
    // Nothing is asked for any more when many calls in a row have found it where it was.
    let [before, still] = [-1, 0]
    while (still < 200) {
      await pool.call('Files.stat', ['big'])
      still = before === meter.position ? still + 1 : 0
      before = meter.position
    }
    expect(meter.position).toBeLessThan(taken + mostAhead)

    response.destroy()
    await meter.closed
    await expect.poll(() => ended.length).toBe(1)
    await provider.close()
    await new Promise((resolve) => server.close(resolve))
  },
)
