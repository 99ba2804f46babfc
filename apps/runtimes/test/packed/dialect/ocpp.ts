// OCPP-J 1.6, in which charging stations dial out to their central system, and are called by it. A text message is one array
// (section 4.2): [2, id, action, payload] calls, [3, id, payload] answers, [4, id, code, description, details] fails.

import type { Dialect, Payload, PlainMessage, PlainReader, PlainSide, PlainWire } from '@wsrpc/core'
import { ForeignIds, jsonValues, plain, RpcError } from '@wsrpc/core'
import { errorOf, wordFor } from './errors.ts'
import { isName, malformed, read } from './frames.ts'

/** @param service where its actions belong: with `'Garage'` its `Reset` is `Garage.Reset` here. */
export function ocpp(service: string): Dialect {
  return plain({
    name: 'ocpp',
    subprotocols: ['ocpp1.6'],
    bare: false, // who does not offer it speaks something else
    features: [], // calls and their answers: no notify, no cancel, nothing beside the params
    heartbeat: 'websocket',
    wire: (side) => new OcppWire(side, `${service}.`),
  })
}

/** As plain JSON. It refuses what that can't say, and streams. */
const text = jsonValues('ocpp')

class OcppWire implements PlainWire {
  readonly #side: PlainSide
  readonly #prefix: string
  readonly #callers: ForeignIds<string>

  constructor(side: PlainSide, prefix: string) {
    this.#side = side
    this.#prefix = prefix
    this.#callers = new ForeignIds(side.role)
  }

  encode(message: PlainMessage): string | undefined {
    const { theirLimits } = this.#side
    switch (message.type) {
      case 'call': {
        const { id, method, params } = message
        if (params.length > 1) throw tooMany(method)
        const action = method.startsWith(this.#prefix) ? method.slice(this.#prefix.length) : method
        const payload = params.length === 0 ? '{}' : text('params[0]', params[0], theirLimits)
        return `[2,"${id}",${JSON.stringify(action)},${payload}]`
      }
      case 'result': {
        const { id, value = {} } = message
        return this.#answer(id, 3, text('result', value, theirLimits))
      }
      case 'error': {
        const { id, message: description, data = {} } = message
        const details = text('data', data, theirLimits)
        return this.#answer(id, 4, `"${wordFor(message)}",${JSON.stringify(description)},${details}`)
      }
      case 'refuse':
        return this.#answer(message.id, 4, `"GenericError","not now: ${message.reason}",{}`)
      default:
        return undefined // a notify or a cancel: no features here, so nobody asks for them
    }
  }

  decode(payload: Payload, reader: PlainReader): void {
    const { elements, fault } = read(payload, this.#side.ourLimits)
    const [type, id, ...rest] = elements
    if (type !== 2 && type !== 3 && type !== 4) return reader.ignore() // section 4.1.3
    if (!isName(id)) throw malformed('an id that is no short text')
    if (type === 2) {
      const [action] = rest
      if (!isName(action)) throw malformed('an action that is no short text')
      const call = this.#callers.add(id)
      if (fault !== undefined) return reader.receive({ type: 'bad', of: 'call', id: call, fault })
      const method = this.#prefix + action
      return reader.receive({ type: 'call', id: call, method, params: rest.slice(1, 2) })
    }
    const call = Number(id) // this side's are numbers
    if (fault !== undefined) reader.receive({ type: 'bad', of: 'result', id: call, fault })
    else if (type === 3) reader.receive({ type: 'result', id: call, value: rest[0] })
    else reader.receive({ type: 'error', id: call, ...errorOf(rest) })
  }

  /** `rest` is written before: a value that can't travel leaves the call as it was. */
  #answer(call: number, type: 3 | 4, rest: string): string | undefined {
    const id = this.#callers.keyOf(call)
    this.#callers.delete(call)
    return id === undefined ? undefined : `[${type},${JSON.stringify(id)},${rest}]`
  }
}

function tooMany(method: string): RpcError {
  const message = `${method}: OCPP has one param, the payload: put all into one object`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}
