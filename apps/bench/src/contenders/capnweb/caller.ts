import { newWebSocketRpcSession } from 'capnweb'
import type { Caller, OpenCaller } from '../../contender.ts'
import type { Bench } from './callee.ts'

export const open: OpenCaller = async ({ at }): Promise<Caller> => {
  const bench = newWebSocketRpcSession<Bench>(at)
  return {
    at: '',
    // It queues what is called before it is connected.
    ready: Promise.resolve(),
    echo: (param) => bench.echo(param) as Promise<unknown>,
    bytes: (size) => bench.bytes(size) as Promise<Uint8Array>,
    items: async (count) => {
      let bytes = 0
      const items = (await bench.items(count)) as unknown as ReadableStream<Uint8Array>
      for await (const { length } of items) bytes += length
      return bytes
    },
    close: async () => bench[Symbol.dispose](),
  }
}
