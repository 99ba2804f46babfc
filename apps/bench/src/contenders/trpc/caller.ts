import { createTRPCUntypedClient, createWSClient, wsLink } from '@trpc/client'
import type { AnyRouter } from '@trpc/server'
import type { Caller, OpenCaller } from '../../contender.ts'
import { fromBase64 } from '../../work.ts'

/** The client without the proxy for types around it, which only costs time. */
export const open: OpenCaller = async ({ at }): Promise<Caller> => {
  let opened!: () => void
  const ready = new Promise<void>((resolve) => (opened = resolve))
  const socket = createWSClient({ url: at, onOpen: opened })
  const client = createTRPCUntypedClient<AnyRouter>({ links: [wsLink({ client: socket })] })
  return {
    at: '',
    ready,
    echo: (param) => client.query('echo', param),
    bytes: async (size) => fromBase64((await client.query('bytes', size)) as string),
    items: (count) =>
      new Promise((resolve, reject) => {
        let bytes = 0
        client.subscription('items', count, {
          onData: (item) => (bytes += fromBase64(item as string).length),
          onComplete: () => resolve(bytes),
          onError: reject,
        })
      }),
    close: () => socket.close(),
  }
}
