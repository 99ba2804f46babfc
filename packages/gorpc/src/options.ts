import { capitalNames, type Names, sameNames } from './names.ts'

/** What both dialects of net/rpc take. */
export interface GoRpcOptions {
  /**
   * Whether the first letter of a method is a capital on the wire and none here, as Go offers only what begins with one:
   * `Backend.get` here is `Backend.Get` there, both ways. false: names are as they are, so also here `Backend.Get`.
   *
   * @default true
   */
  readonly capitals?: boolean
  /**
   * What is answered where a method returns null or undefined, by the method's name here. No one answer fits all types of
   * Go, and one that does not fit ends the connection of a Go caller: so without this the call fails.
   *
   * @default none
   */
  readonly nothing?: (method: string) => unknown
  /**
   * A WebSocket subprotocol that has to be agreed on. Go's side offers none; so without this none is offered here, and a pool
   * takes who offers none.
   */
  readonly subprotocol?: string
}

const common = ['capitals', 'nothing', 'subprotocol']

/** @throws TypeError naming the option that is not what it must be. `others`: what this dialect takes besides. */
export function checkOptions(
  dialect: string,
  options: unknown,
  others: readonly string[],
): asserts options is GoRpcOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`the options of ${dialect} must be an object, as { capitals: false }`)
  }
  const known = [...common, ...others]
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new TypeError(`${dialect} has no option '${name}': it takes ${known.join(', ')}`)
  }
  const { capitals, nothing, subprotocol } = options as { readonly [name: string]: unknown }
  if (capitals !== undefined && typeof capitals !== 'boolean') {
    throw new TypeError('capitals must be true or false')
  }
  if (nothing !== undefined && typeof nothing !== 'function') {
    throw new TypeError('nothing must be a function that tells the answer, as () => true')
  }
  // What a header takes as a token (RFC 9110, section 5.6.2).
  if (subprotocol === undefined) return
  if (typeof subprotocol === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(subprotocol)) return
  throw new TypeError("subprotocol must be a name that a header can hold, as 'go.net-rpc.json'")
}

export function namesFor({ capitals = true }: GoRpcOptions): Names {
  return capitals ? capitalNames : sameNames
}
