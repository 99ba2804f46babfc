// A pool, a provider, and a call between them.
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'

const pool = new Pool()
pool.bind('/clock', 'Clock')
const { url } = await pool.listen({ port: 0, host: '127.0.0.1' })
const provider = new Provider()
provider.register('Clock', { now: () => new Date() })
provider.connect(`${url}/clock`)
console.log((await pool.call('Clock.now')) instanceof Date)
await provider.drain()
await pool.close()
