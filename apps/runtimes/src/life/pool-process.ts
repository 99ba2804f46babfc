/**
 * A pool and the site of its pages, on one port of loopback, in a process of their own. Started with options as JSON;
 * tells its parent the port, then answers what it is asked. Ends with its parent.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Pool } from '@wsrpc/pool-node'
import { makeSite } from './site.ts'
import type { Answer, Commands, Opening, Question } from './words.ts'

const { options = {} } = JSON.parse(process.argv[2] as string) as Opening
const server = await makeSite()
const pool = new Pool(options).bind('/tiles', 'Tiles').attach(server)
pool.on('error', (error) => console.error(error))

const commands: Commands = {
  call: (method, params, callOptions) => pool.call(method, params, callOptions),
  connections: () =>
    [...pool.connections.values()].map(({ id, name, paused, draining, interrupted, resumes }) => {
      return { id, name, paused, draining, interrupted, resumes }
    }),
}

async function answer({ id, name, args }: Question): Promise<Answer> {
  try {
    return { id, value: await (commands[name] as (...args: readonly unknown[]) => unknown)(...args) }
  } catch (error) {
    return { id, fault: error instanceof Error ? error.message : String(error) }
  }
}

process.on('message', (question: Question) => {
  void answer(question).then((reply) => process.send?.(reply))
})
process.on('disconnect', () => process.exit())

server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)
