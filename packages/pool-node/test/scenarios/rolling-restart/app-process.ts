/**
 * An application in a process of its own: each request to it is one call of its pool, which is attached to its server.
 * On SIGTERM it leaves, and loses none. Started with its name, a port, and its pool's resume window in ms.
 */
import { createServer, type ServerResponse } from 'node:http'
import { isRpcError, Pool } from '../../../src/index.ts'
import { type AppRequest, type Failure, requestOf } from './requests.ts'
import type { AppTold } from './told.ts'

const [name, port, resumeWindow] = process.argv.slice(2) as [string, string, string]
const tell = (told: Partial<AppTold>): void => void process.send?.(told)
const received: number[] = []
let underWay = 0

const pool = new Pool({ resumeWindow: Number(resumeWindow) }).bind('/pool')
const tellWhoIsHere = (): void => tell({ here: [...pool.connections.values()].map((one) => one.name ?? '') })
pool.on('connect', tellWhoIsHere)
pool.on('disconnect', tellWhoIsHere)

// No keep-alive connection is closed because a test was slow.
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  underWay++
  response.once('close', () => underWay--)
  const asked = requestOf(request.url ?? '')
  received.push(asked.id)
  void answer(asked, response)
})
pool.attach(server)
server.listen(Number(port), '127.0.0.1')

async function answer({ method, idempotent, id }: AppRequest, response: ServerResponse): Promise<void> {
  response.setHeader('Server', name)
  let of: Failure['of'] = 'call'
  try {
    const value = await pool.call<number | AsyncIterable<number>>(`Work.${method}`, [id], { idempotent })
    of = 'stream'
    for await (const item of typeof value === 'number' ? [value] : value) response.write(`${item}\n`)
    response.end()
  } catch (error) {
    if (!isRpcError(error)) throw error
    if (!response.headersSent) response.statusCode = 503
    const { code, execution } = error
    response.end(JSON.stringify({ code, execution, of } satisfies Failure))
  }
}

async function leave(): Promise<void> {
  tell({ underWay })
  await pool.drain({ server })
  process.off('disconnect', orphaned)
  process.send?.({ received, stats: pool.stats() }, undefined, {}, () => process.disconnect())
}

const orphaned = (): void => process.exit(1)
process.once('disconnect', orphaned)
// Nothing else says that it shall exit: it does when nothing is left.
process.once('SIGTERM', () => void leave())
