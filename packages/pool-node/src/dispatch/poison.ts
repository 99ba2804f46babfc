import type { RpcError } from '@wsrpc/core'
import type { CallTask } from './call-task.ts'

/** A call that lost one provider after the other: it may be what kills them. It is not sent again, and has failed. */
export interface Poison {
  /** `Service.method` */
  readonly method: string
  readonly params: readonly unknown[]
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly idempotencyKey: string | undefined
  /** The bound path that it went to. */
  readonly path: string
  /** The instances that were lost with it, first to last. */
  readonly providers: readonly { readonly provider: string; readonly name: string | undefined }[]
  /** What its caller is told. */
  readonly error: RpcError
}

/** To be made before the call fails: after that it has no params. */
export function poisonOf(task: CallTask, error: RpcError): Poison {
  const { method, params, meta, binding, lostAt } = task
  const providers = lostAt.map(({ instance: provider, name }) => ({ provider, name }))
  const { metadata, idempotencyKey } = meta ?? {}
  return { method, params, metadata, idempotencyKey, path: binding.policy.path, providers, error }
}
