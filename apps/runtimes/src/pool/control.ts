import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Reply } from '@wsrpc/contract-tests/provider/command'
import { commands } from './commands.ts'
import { type House, makeHouse } from './house.ts'

/** Listens for commands on a free port of loopback: `POST /command`, `{ name, args }`. */
export async function listenForCommands(): Promise<Server> {
  const house = makeHouse()
  const server = createServer((request, response) => {
    void answer(house, request).then((reply) => {
      // Pages of the rooms come from elsewhere.
      response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' })
      response.end(JSON.stringify(reply))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function answer(house: House, request: IncomingMessage): Promise<Reply> {
  try {
    const { name, args } = JSON.parse(await text(request))
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (run === undefined) return { fault: `there is no command ${name}` }
    return { value: await run(args, house) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
