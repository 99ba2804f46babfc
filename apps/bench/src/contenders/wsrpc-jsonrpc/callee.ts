import { jsonrpc } from '@wsrpc/jsonrpc'
import { Provider } from '@wsrpc/provider'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers } from '../../work.ts'

/** JSON has no bytes: they go as base64. */
const { echo, base64 } = handlers

/** A provider that joins as one of anybody's would: no handshake, and each call a message. */
export const open: OpenCallee = async ({ at }): Promise<Callee> => {
  const provider = new Provider().register('Bench', { echo, base64 })
  const connection = provider.connect(at, { dialect: jsonrpc() })
  await connection.ready
  return { at: '', close: () => connection.close() }
}
