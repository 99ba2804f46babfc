import type { Readable } from 'node:stream'
import type { Caller, OpenCaller } from '../../contender.ts'
import { makeBroker } from './broker.ts'

export const open: OpenCaller = async ({ at }): Promise<Caller> => {
  const broker = makeBroker('caller', [at])
  await broker.start()
  return {
    at: '',
    ready: broker.waitForServices('bench').then(() => {}),
    echo: (param) => broker.call('bench.echo', param),
    bytes: (size) => broker.call('bench.bytes', { size }),
    items: async (count) => {
      let bytes = 0
      const items = await broker.call<Readable, object>('bench.items', { count })
      for await (const { length } of items) bytes += length
      return bytes
    },
    close: () => broker.stop(),
  }
}
