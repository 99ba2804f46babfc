import { Client } from 'rpc-websockets'
import type { Caller, OpenCaller } from '../../contender.ts'
import { fromBase64 } from '../../work.ts'

export const open: OpenCaller = async ({ at }): Promise<Caller> => {
  const client = new Client(at, { perMessageDeflate: false })
  return {
    at: '',
    ready: new Promise((resolve) => client.once('open', resolve)),
    echo: (param) => client.call('echo', [param]),
    bytes: async (size) => fromBase64((await client.call('bytes', [size])) as string),
    close: async () => client.close(),
  }
}
