import { Server } from 'node:net'
import { ServiceBroker } from 'moleculer'
import { host } from '../loopback.ts'

type Listen = (this: Server, ...args: unknown[]) => Server

/** Its TCP transporter listens on all addresses and has no option for it. Nobody else should reach the bench. */
function stayOnLoopback(): void {
  const prototype = Server.prototype as unknown as { listen: Listen }
  const { listen } = prototype
  prototype.listen = function (this: Server, ...[where, ...rest]: unknown[]): Server {
    return listen.call(this, typeof where === 'object' ? { ...where, host } : where, ...rest)
  }
}

/**
 * A node of its peer-to-peer TCP transporter, without discovery over UDP: `urls` are its peers. CBOR is the serializer that
 * its release notes call faster than any other (https://github.com/moleculerjs/moleculer/releases/tag/v0.14.14).
 */
export function makeBroker(nodeID: string, urls: readonly string[]): ServiceBroker {
  stayOnLoopback()
  return new ServiceBroker({
    nodeID,
    logger: false,
    serializer: 'CBOR',
    transporter: {
      type: 'TCP',
      // The limit of its packets is 1 MiB: just too small for a result of that size.
      options: {
        udpDiscovery: false,
        useHostname: false,
        urls: urls.join(','),
        maxPacketSize: 16 * 1024 * 1024,
      },
    },
  })
}
