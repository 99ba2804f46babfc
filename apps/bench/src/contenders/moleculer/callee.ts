import type { AddressInfo, Server } from 'node:net'
import type { Context } from 'moleculer'
import { Readable } from 'node:stream'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'
import { host } from '../loopback.ts'
import { makeBroker } from './broker.ts'

/** What its types do not tell. */
interface Inside {
  readonly transit: { readonly tx: { readonly reader: { readonly server: Server } } }
}

export const open: OpenCallee = async (): Promise<Callee> => {
  const broker = makeBroker('callee', [])
  broker.createService({
    name: 'bench',
    actions: {
      echo: ({ params }: Context<Param>) => handlers.echo(params),
      bytes: ({ params }: Context<{ size: number }>) => Buffer.from(handlers.bytes(params.size)),
      items: ({ params }: Context<{ count: number }>) =>
        Readable.from(handlers.items(params.count), { objectMode: false }),
    },
  })
  await broker.start()
  const { port } = (broker as unknown as Inside).transit.tx.reader.server.address() as AddressInfo
  return { at: `${host}:${port}/callee`, close: () => broker.stop() }
}
