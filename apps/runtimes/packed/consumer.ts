// What a user writes, with types: it must compile under the settings that people have.
import { isRpcError, json, msgpack, RpcError, type Remote } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { type Connection, handler, Provider, type ProviderOptions } from '@wsrpc/provider'

interface Users {
  name(id: string): string
  all(): AsyncIterable<string>
}

const options: ProviderOptions = { name: 'attic', labels: { gpu: true }, concurrency: 4 }
const provider = new Provider(options)
provider.register('Clock', {
  now: () => new Date(),
  until: handler((context, time: Date) => time.getTime() - context.timeLeft),
})

const connection: Connection = provider.connect('wss://pool.example/clock', {
  codec: json(),
  token: () => 'secret',
})
connection.on('connected', ({ resumed, id }) => {
  const words: [boolean, string] = [resumed, id]
  return words
})

const users: Remote<Users> = connection.service<Users>('Users')
export const name: Promise<string> = users.name('7')
export async function names(): Promise<string[]> {
  const found: string[] = []
  for await (const one of await users.all()) found.push(one)
  return found
}

export const error: unknown = new RpcError('NOT_FOUND', 'no such object')
export const again: boolean = isRpcError(error) && error.retryable
export const codec: string = msgpack().name
export const clock: ManualClock = new ManualClock()

// @ts-expect-error a concurrency is a number: the types are there, and not `any`
export const wrong: ProviderOptions = { concurrency: 'many' }
