import { once } from 'node:events'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'
import { listen } from '../loopback.ts'

const trpc = initTRPC.create()

/** Inputs are not validated, as nobody's are here. It carries JSON: bytes go as base64. */
const router = trpc.router({
  echo: trpc.procedure.input((value) => value as Param).query(({ input }) => handlers.echo(input)),
  bytes: trpc.procedure.input(Number).query(({ input }) => handlers.base64(input)),
  items: trpc.procedure.input(Number).subscription(async function* ({ input }) {
    for await (const item of handlers.items(input)) yield Buffer.from(item).toString('base64')
  }),
})

/** Only clients can call here, so the callee listens. */
export const open: OpenCallee = async (): Promise<Callee> => {
  const { server, at } = await listen('')
  const wss = new WebSocketServer({ server, perMessageDeflate: false })
  applyWSSHandler({ wss, router })
  return {
    at,
    close: async () => {
      wss.close()
      await once(server.close(), 'close')
    },
  }
}
