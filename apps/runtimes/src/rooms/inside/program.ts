/** The suite in Node, Deno and Bun: started with the URL of the control port, it prints a result a line. */
import { runSuite } from '@wsrpc/contract-tests/provider/run'
import { Unhandled } from '@wsrpc/contract-tests/provider/unhandled'

const [control = ''] = process.argv.slice(2)
const unhandled = new Unhandled()
process.on('unhandledRejection', (reason) => unhandled.add(reason))
await runSuite(control, (result) => console.log(JSON.stringify(result)), unhandled)
