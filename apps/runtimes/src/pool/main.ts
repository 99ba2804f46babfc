/**
 * The pools of the rooms, in a process of their own, started with a file of certificates: prints the URL of its control port, takes commands there, and ends
 * when its standard input does.
 */
import { listenForCommands } from './control.ts'

console.log(await listenForCommands())
process.stdin.on('end', () => process.exit()).resume()
