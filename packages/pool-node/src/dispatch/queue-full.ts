import { RpcError } from '@wsrpc/core'

export interface FullQueue {
  /** `Service.method` */
  readonly method: string
  readonly path: string
  readonly tenant: string | undefined
  /** Which of its bounds is reached. */
  readonly bound: 'limit' | 'tenantLimit'
  readonly queue: { readonly limit: number; readonly tenantLimit: number }
  /** How far the work may have gone. @default 'not-started' */
  readonly execution?: 'not-started' | 'unknown'
}

/** What the caller is told of a queue that takes no more. */
export function queueFull({ method, path, tenant, bound, queue, execution }: FullQueue): RpcError {
  const which =
    bound === 'limit'
      ? `the queue of ${path} is full (${queue.limit} wait)`
      : `tenant '${tenant}' has ${queue.tenantLimit} calls in the queue of ${path} already (queue.tenantLimit)`
  return new RpcError('RESOURCE_EXHAUSTED', `${method}: ${which}`, { execution: execution ?? 'not-started' })
}
