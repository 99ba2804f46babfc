import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Server } from 'rpc-websockets'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'
import { host } from '../loopback.ts'

/** Its types say that a method returns nothing. */
type Register = (name: string, method: (params: readonly unknown[]) => unknown) => void

/** Only clients can call here, so the callee listens. It carries JSON: bytes go as base64. */
export const open: OpenCallee = async (): Promise<Callee> => {
  const server = new Server({ port: 0, host, perMessageDeflate: false })
  const register = server.register.bind(server) as unknown as Register
  register('echo', ([param]) => handlers.echo(param as Param))
  register('bytes', ([size]) => handlers.base64(size as number))
  await once(server as never, 'listening')
  const { port } = server.wss.address() as AddressInfo
  return { at: `ws://${host}:${port}`, close: () => server.close() }
}
