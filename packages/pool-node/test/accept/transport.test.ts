import { MemoryTransport } from '@wsrpc/core/testing'
import { describeTransport, type TransportPair } from '@wsrpc/contract-tests/transport'
import { WebSocket as WsSocket } from 'ws'
import { socketPair } from './socket-pair.ts'
import { plainPair, tlsPair, type WsPair } from './ws-pair.ts'

describeTransport('two ends in memory', async () => {
  const [near, far] = MemoryTransport.pair()
  return { near, far, [Symbol.asyncDispose]: async () => {} }
})

const asPagesMay = {
  'closes with the codes of the RFC, as they are': 'a page may say 1000 only, so the others go as that',
}

describeTransport("a provider's transport and the pool's", () => transports(plainPair()))

describeTransport("a provider's transport and the pool's, over TLS", () => transports(tlsPair()))

describeTransport("the ws package's client and the pool", () => socketPair((url) => new WsSocket(url)), {
  near: asPagesMay,
})

describeTransport("the platform's WebSocket and the pool", () => socketPair((url) => new WebSocket(url)), {
  near: {
    ...asPagesMay,
    'drops the connection: the other side sees 1006, once':
      'a page can not drop a socket, it closes without a code',
  },
})

async function transports(opening: Promise<WsPair>): Promise<TransportPair> {
  const pair = await opening
  const dispose = async (): Promise<void> => pair[Symbol.asyncDispose]()
  return { near: pair.near.transport, far: pair.far.transport, [Symbol.asyncDispose]: dispose }
}
