import { type Codec, type Connection, json, msgpack, Provider } from '@wsrpc/provider'
import { WebSocket } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers } from '../../work.ts'
import { inWaves } from '../waves.ts'

const codecs: Readonly<Record<string, () => Codec>> = { msgpack, json }

/**
 * Providers, as their README shows them. Each is an instance of its own. Many of them take the WebSocket of the bare control
 * and not the runtime's, whose dials cost twice the time: what is compared then is the pool.
 */
export const open: OpenCallee = async ({ at, clients, variant }): Promise<Callee> => {
  const codec = codecs[variant] ?? msgpack
  const webSocket = clients === 1 ? {} : { webSocket: WebSocket }
  const connections: Connection[] = []
  let lost = 0
  await inWaves(clients, () => {
    const provider = new Provider().register('Bench', handlers)
    const connection = provider.connect(at, { codec: codec(), ...webSocket })
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
