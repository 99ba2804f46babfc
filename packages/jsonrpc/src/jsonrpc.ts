import { checkServiceName, type Dialect, plain, type PlainFeature } from '@wsrpc/core'
import { Kept } from './kept.ts'
import { Names } from './names.ts'
import { JsonRpcWire } from './wire.ts'

export interface JsonRpcOptions {
  /**
   * Where names without a dot belong: with `'Math'` the other side's `subtract` is `Math.subtract` here, and the other way.
   * @default none: such names are no methods
   */
  readonly service?: string
  /**
   * The methods (`Service.method`), or true for all, whose only param, if it is a plain object, is sent as params by name.
   * Those that arrive by name are one object always.
   * @default false
   */
  readonly byName?: boolean | readonly string[]
  /** Sends what one turn of the event loop calls as one batch. Not every peer takes them. @default false */
  readonly batch?: boolean
  /** Sends `$/cancelRequest` for a call that is given up; who does not know it has to ignore it. @default true */
  readonly cancel?: boolean
  /**
   * A WebSocket subprotocol that has to be agreed on. Without it this side offers none as it dials; a pool takes `jsonrpc`, and
   * who offers none.
   */
  readonly subprotocol?: string
}

const known = ['service', 'byName', 'batch', 'cancel', 'subprotocol']

/**
 * JSON-RPC 2.0 (https://www.jsonrpc.org/specification) over WebSocket: text messages; binary ones are read too.
 *
 * @throws TypeError naming the option that is not what it must be.
 */
export function jsonrpc(options: JsonRpcOptions = {}): Dialect {
  checkOptions(options)
  const { service, byName = false, batch = false, cancel = true, subprotocol } = options
  const names = new Names(service)
  const listed = new Set(typeof byName === 'boolean' ? [] : byName)
  const features: PlainFeature[] = cancel ? ['notify', 'cancel'] : ['notify']
  return plain({
    name: 'jsonrpc',
    subprotocols: [subprotocol ?? 'jsonrpc'],
    bare: subprotocol === undefined,
    features,
    heartbeat: 'websocket',
    wire(side) {
      return new JsonRpcWire(side, {
        names,
        isByName: (method, params) =>
          (byName === true || listed.has(method)) && params.length === 1 && isPlainObject(params[0]),
        kept: batch ? new Kept() : undefined,
      })
    },
  })
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Symbol.asyncIterator in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function checkOptions(options: unknown): asserts options is JsonRpcOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError("the options of jsonrpc must be an object, as { service: 'Math' }")
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw new TypeError(`jsonrpc has no option '${name}': it takes ${known.join(', ')}`)
  }
  const { service, byName, batch, cancel, subprotocol } = options as { readonly [name: string]: unknown }
  if (service !== undefined) checkServiceName(service)
  for (const [name, value] of Object.entries({ batch, cancel })) {
    if (value !== undefined && typeof value !== 'boolean')
      throw new TypeError(`${name} must be true or false`)
  }
  checkByName(byName)
  // What a header takes as a token (RFC 9110, section 5.6.2).
  if (
    subprotocol === undefined ||
    (typeof subprotocol === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(subprotocol))
  )
    return
  throw new TypeError("subprotocol must be a name that a header can hold, as 'jsonrpc'")
}

function checkByName(byName: unknown): void {
  if (byName === undefined || typeof byName === 'boolean') return
  if (!Array.isArray(byName) || byName.some((method) => typeof method !== 'string')) {
    throw new TypeError("byName must be a list of methods, as ['Math.subtract'], or true or false")
  }
  // One that is no method's name would never match. A service has no dot.
  const wrong = (byName as readonly string[]).find((method) => !/^[^.]+\.[^]+$/.test(method))
  if (wrong === undefined) return
  throw new TypeError(
    `byName has '${wrong}', which is no method here: write it as 'Service.method', also where \`service\` leaves the service out on the wire`,
  )
}
