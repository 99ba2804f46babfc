/**
 * A process that connects, calls, closes, and prints what is left then that would keep it alive. Nothing else runs here:
 * in a test's process are timers that come and go. Started with the pool's URL.
 */
import { Provider } from '../../src/index.ts'

const provider = new Provider()
const connection = provider.connect(process.argv[2] as string, { headers: {} })
await connection.ready
await connection.call('A.b', [], { timeout: 1 }).catch(() => {})
await provider.close()
// What is closed goes within a few turns of the loop.
for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
console.log(`timers: ${timers.length}`)
