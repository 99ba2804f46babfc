/** Connects and closes a provider 10,000 times; prints the heap after GC at 2,000 and at 10,000, and what is left. */
import { Provider } from '@wsrpc/provider'
import { Pool } from '../../src/index.ts'

declare const gc: () => void

/** What FinalizationRegistry and timers of the platform hold goes within a few turns of the loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function heap(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    gc()
    await settle()
  }
  return process.memoryUsage().heapUsed
}

async function cycle(url: string): Promise<void> {
  const provider = new Provider()
  provider.register('Backend', { get: (id: string) => id })
  const connection = provider.connect(url)
  await connection.ready
  await provider.close()
}

const before = process.getActiveResourcesInfo()
const pool = new Pool().bind('/pool')
const { url } = await pool.listen({ host: '127.0.0.1', port: 0 })
let at2000 = 0
for (let n = 1; n <= 10_000; n++) {
  await cycle(`${url}/pool`)
  if (n === 2000) at2000 = await heap()
}
const at10000 = await heap()
await pool.close()
await settle()
const after = process.getActiveResourcesInfo()
process.stdout.write(JSON.stringify({ at2000, at10000, before, after }))
