/**
 * A provider in a process of its own: serves `Work.run(n)`, and tells its parent what it does. All that is asked of it
 * waits until the parent says 'go'; from then on it answers at once.
 * Started with the pool's URL and a name.
 */
import { handler, Provider } from '@wsrpc/provider'

const [url, name] = process.argv.slice(2) as [string, string]
let running = 0
const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
const provider = new Provider({ name, concurrency: 1024 })
provider.register('Work', {
  who: () => name,
  run: handler(async (context, n: number) => {
    running++
    process.send?.({ started: n, running })
    await told
    running--
    return { n, by: name, attempt: context.attempt }
  }),
})
provider.connect(url)
process.on('disconnect', () => process.exit())
