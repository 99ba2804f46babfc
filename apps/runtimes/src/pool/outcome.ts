import type { Outcome, SeenError } from '@wsrpc/contract-tests/provider/pool'
import type { RpcError } from '@wsrpc/pool-node'

/** How a call ended, as JSON. */
export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await call }
  } catch (error) {
    return { error: seen(error) }
  }
}

/** An error, as JSON. */
export function seen(error: unknown): SeenError {
  const { name, message, code, execution, data, cause } = error as RpcError
  return { name, message, code, execution, data, ...(cause instanceof Error && { cause: String(cause) }) }
}
