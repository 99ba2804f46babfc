import { RpcError } from '../../errors.ts'
import type { CallMeta, Message } from '../../message.ts'

/** What was asked for and the dialect has no way to say. Nothing was sent. */
export function unimplemented(dialect: string, feature: string): RpcError {
  const message = `the dialect ${dialect} has no ${feature}: leave it out, or use a dialect that has it, as wsrpc()`
  return new RpcError('UNIMPLEMENTED', message, { execution: 'not-started' })
}

/** What a caller may add to a call, each a feature of that name. An attempt's number is only a hint, and is left out. */
const additions = ['idempotencyKey', 'trace', 'metadata'] as const satisfies readonly (keyof CallMeta)[]

/** The feature that a message needs and the dialect has not; `undefined`: it has all. */
export function lackOf(message: Message, features: readonly string[]): string | undefined {
  if (message.type === 'notify' && !features.includes('notify')) return 'notify'
  if (message.type !== 'call' && message.type !== 'notify') return undefined
  const { meta } = message
  if (meta === undefined) return undefined
  return additions.find((name) => meta[name] !== undefined && !features.includes(name))
}
