import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { answer } from '../../src/page/http/answer.ts'
import { FilesOverHttp } from '../../src/page/http/files.ts'
import type { Files } from '../../src/services.ts'

export interface Serving extends AsyncDisposable {
  /** Where its files are: `http://127.0.0.1:port/files`. */
  readonly url: string
  /** How many connections of browsers are open. */
  connections(): Promise<number>
}

/** Files that a test makes up, over HTTP as the demo's page has them. */
export async function serve(files: Omit<Files, 'list'>): Promise<Serving> {
  const pool = new Pool().bind('/files', 'Files')
  const { url } = await pool.listen({ host: '127.0.0.1' })
  const { stat, read } = files
  const provider = new Provider().register('Files', { stat, read })
  await provider.connect(`${url}/files`).ready
  const answers = {
    assets: new Map(),
    commands: new Map(),
    files: new FilesOverHttp(pool),
    rules: { lan: false, knows: () => true },
  }
  const server = createServer((request, response) => void answer(answers, request, response))
  // Only the answers end a connection here.
  server.keepAliveTimeout = 0
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`,
    connections: () => promisify(server.getConnections.bind(server))(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await provider.close()
      await pool.close()
    },
  }
}
