import { type Dialect, plain } from '@wsrpc/core'
import { checkOptions, type GoRpcOptions, namesFor } from '../options.ts'
import { name } from './refused.ts'
import { GoGobWire, type MethodTypes } from './wire.ts'

export interface GoGobOptions extends GoRpcOptions {
  /**
   * How values are sent, by method (`Service.method`, as it is called here), where what they look like says too little:
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
  checkTypes(types)
  const wireOptions = { names: namesFor(options), nothing, types: new Map(Object.entries(types)) }
  return plain({
    name,
    subprotocols: [subprotocol ?? 'go.net-rpc.gob'],
    bare: subprotocol === undefined,
    features: [],
    heartbeat: 'websocket',
    wire: (side) => new GoGobWire(side, wireOptions),
  })
}

function checkTypes(types: unknown): void {
  const example = "as { 'Backend.get': { param: gob.string, result: gob.int } }"
  if (typeof types !== 'object' || types === null) throw new TypeError(`types must be an object, ${example}`)
  for (const [method, entry] of Object.entries(types as Record<string, unknown>)) {
    const isEntry = typeof entry === 'object' && entry !== null
    if (!isEntry) throw new TypeError(`types['${method}'] must be an object, ${example}`)
    for (const [part, type] of Object.entries(entry)) {
      if (part !== 'param' && part !== 'result') {
        throw new TypeError(`types['${method}'] has no '${part}': there are param and result, ${example}`)
      }
      if (type !== undefined && typeof (type as { kind?: unknown } | null)?.kind !== 'string') {
        throw new TypeError(`types['${method}'].${part} must be a type of gob, ${example}`)
      }
    }
  }
}
