import { type Dialect, plain } from '@wsrpc/core'
import { checkOptions, type GoRpcOptions, namesFor } from '../options.ts'
import { type MethodTypes, typesByWireName } from './method-types.ts'
import { name } from './refused.ts'
import { GoGobWire } from './wire.ts'

export interface GoGobOptions extends GoRpcOptions {
  /**
   * How values are sent, by method (`Service.method`, by its name here or in Go), where what they look like says too little:
   * `{ 'Backend.price': { param: gob.string, result: gob.float } }`. Go takes an int for an int only, and a float for a float.
   *
   * @default none: see `gob` for what values look like
   */
  readonly types?: Readonly<Record<string, MethodTypes>>
}

/**
 * What Go's net/rpc (https://pkg.go.dev/net/rpc) puts on a WebSocket with its own encoding, gob: a stream of bytes in binary
 * messages.
 *
 * @throws TypeError naming the option that is not what it must be.
 */
export function goGob(options: GoGobOptions = {}): Dialect {
  checkOptions(name, options, ['types'])
  const { subprotocol, nothing, types = {} } = options
  const names = namesFor(options)
  const wireOptions = { names, nothing, types: typesByWireName(types, names) }
  return plain({
    name,
    subprotocols: [subprotocol ?? 'go.net-rpc.gob'],
    bare: subprotocol === undefined,
    features: [],
    heartbeat: 'websocket',
    wire: (side) => new GoGobWire(side, wireOptions),
  })
}
