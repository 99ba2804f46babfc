import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Reply } from '@wsrpc/contract-tests/provider/command'
import { commands } from './commands.ts'
import { type House, makeHouse } from './house.ts'

/**
 * Listens for commands on a free port of loopback: `POST …/command`, `{ name, args }`. Any page may send them, since those
 * of the rooms come from elsewhere: so the path is a secret.
 *
 * @returns the URL that it is under.
 */
export async function listenForCommands(): Promise<string> {
  const house = makeHouse()
  const secret = `/${randomUUID()}`
  const server = createServer((request, response) => {
    if (request.url !== `${secret}/command`) return void response.writeHead(404).end()
    void answer(house, request).then((reply) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' })
      response.end(JSON.stringify(reply))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`
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
