/**
 * The pools of the rooms, in a process of their own, started with a file of certificates: prints the URL of its control port, takes commands there, and ends
 * when its standard input does.
 */
import type { AddressInfo } from 'node:net'
import { listenForCommands } from './control.ts'

const server = await listenForCommands()
const { port } = server.address() as AddressInfo
console.log(`http://127.0.0.1:${port}`)
process.stdin.on('end', () => process.exit()).resume()
