// What a user of the pool writes, with types.
import { createServer } from 'node:https'
import { Pool, type CallOptions, type PoolOptions } from '@wsrpc/pool-node'

interface Clock {
  now(): Date
}

const options: PoolOptions = {
  authenticate: (request, hello) => request.url === '/clock' && hello.token === 'secret' && 'worker',
}
const pool = new Pool(options)
pool.bind('/clock', 'Clock')
pool.attach(createServer())
pool.on('connect', (connection) => {
  const name: string | undefined = connection.name
  return name
})
const patient: CallOptions = { timeout: 1000 }
export const now: Promise<Date> = pool.service<Clock>('Clock', patient).now()

// @ts-expect-error a path is text: the types are there, and not `any`
pool.bind(8080)
