/**
 * A provider in a process of its own: serves `Work.run(n, ms)`, and tells its parent what it does.
 * Started with the pool's URL and a name.
 */
import { handler, Provider } from '@wsrpc/provider'

const [url, name] = process.argv.slice(2) as [string, string]
let running = 0
const provider = new Provider({ name, concurrency: 1024 })
provider.register('Work', {
  run: handler(async (context, n: number, ms: number) => {
    running++
    process.send?.({ started: n, running })
    await new Promise((resolve) => setTimeout(resolve, ms))
    running--
    return { n, by: name, attempt: context.attempt }
  }),
})
provider.connect(url)
process.on('disconnect', () => process.exit())
