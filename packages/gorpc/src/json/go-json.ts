import { type Dialect, plain } from '@wsrpc/core'
import { checkOptions, type GoRpcOptions, namesFor } from '../options.ts'
import { name } from './texts.ts'
import { GoJsonWire } from './wire.ts'

export type GoJsonOptions = GoRpcOptions

/**
 * What Go's net/rpc/jsonrpc (https://pkg.go.dev/net/rpc/jsonrpc) puts on a WebSocket: JSON-RPC 1.0 with one param, as a stream of
 * bytes in binary messages. Text ones are read too.
 *
 * @throws TypeError naming the option that is not what it must be.
 */
export function goJson(options: GoJsonOptions = {}): Dialect {
  checkOptions(name, options, [])
  const { subprotocol, nothing } = options
  const names = namesFor(options)
  return plain({
    name,
    subprotocols: [subprotocol ?? 'go.net-rpc.json'],
    bare: subprotocol === undefined,
    features: [],
    heartbeat: 'websocket',
    wire: (side) => new GoJsonWire(side, { names, nothing }),
  })
}
