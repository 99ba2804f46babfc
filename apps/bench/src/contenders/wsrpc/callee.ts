import { type Codec, type Connection, json, msgpack, Provider } from '@wsrpc/provider'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers } from '../../work.ts'
import { inWaves } from '../waves.ts'

const codecs: Readonly<Record<string, () => Codec>> = { msgpack, json }

/** Providers, as their README shows them. Each is an instance of its own. */
export const open: OpenCallee = async ({ at, clients, variant }): Promise<Callee> => {
  const codec = codecs[variant] ?? msgpack
  const connections: Connection[] = []
  let lost = 0
  await inWaves(clients, () => {
    const provider = new Provider().register('Bench', handlers)
    const connection = provider.connect(at, { codec: codec() })
    // Each failed dial is one: they are in the time that it takes.
    connection.on('closed', () => lost++).on('error', () => {})
    connections.push(connection)
    return connection.ready
  })
  return {
    at: '',
    lost: () => lost,
    close: async () => void (await Promise.all(connections.map((connection) => connection.close()))),
  }
}
