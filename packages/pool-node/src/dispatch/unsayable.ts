import {
  type CallMessage,
  hasStreams,
  lackOf,
  type NotifyMessage,
  RpcError,
  unimplemented,
} from '@wsrpc/core'
import { NotifyTask } from './notify-task.ts'
import type { Task } from './task.ts'

/**
 * Why there is no point in waiting, whoever comes: of the dialects of its path none can say it. The error is the one that it
 * would fail with at a provider. `undefined`: there is one that can.
 */
export function unsayable(task: Task): RpcError | undefined {
  const { params, meta, method, binding } = task
  // One with a handshake can say all that there is.
  if (binding.policy.dialects.some(({ handshake }) => handshake)) return undefined
  const said = { id: 0, method, params, ...(meta === undefined ? {} : { meta }) }
  const message: CallMessage | NotifyMessage = {
    type: task instanceof NotifyTask ? 'notify' : 'call',
    ...said,
  }
  let error: RpcError | undefined
  for (const { name, features } of binding.policy.dialects) {
    const lack = lackOf(message, features) ?? (hasStreams(params) ? 'streams' : undefined)
    if (lack === undefined) return undefined
    error ??= named(method, unimplemented(name, lack))
  }
  return error
}

function named(method: string, cause: RpcError): RpcError {
  const { code, execution, message } = cause
  return new RpcError(code, `${method}: ${message}`, { execution, cause })
}
