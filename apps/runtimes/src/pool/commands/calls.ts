import { makers } from '@wsrpc/contract-tests/provider/made'
import { same } from '@wsrpc/contract-tests/provider/same'
import type { CallOptions, Pool } from '@wsrpc/pool-node'
import { type Commands, onPool } from '../command.ts'
import { outcomeOf } from '../outcome.ts'

/** Calls to providers, and how they end. */
export const calls: Commands = {
  call: onPool(({ pool }, { method, params, options }) => outcomeOf(pool.call(method, params, options))),
  /** One call for each of `list`, all at once. */
  calls: onPool(({ pool }, { method, list, options }) => {
    const all = (list as unknown[][]).map((params) => outcomeOf(pool.call(method, params, options)))
    return Promise.all(all)
  }),
  notify: onPool(({ pool }, { method, params }) => pool.notify(method, params)),
  /** With a value that is made here: see `makers`. */
  callWithMade: onPool(({ pool }, { method, kind, size }) => {
    return outcomeOf(pool.call(method, [makers[kind]?.(size)]))
  }),
  /** Whether what a method gives is what would be made here. */
  isMade: onPool(async ({ pool }, { method, kind, size }) => {
    return same(await pool.call(method, [size]), makers[kind]?.(size))
  }),

  begin: onPool(({ pool, calls: begun }, { method, params, options }) => {
    const abort = new AbortController()
    const outcome = outcomeOf(begin(pool, method, params, { ...options, signal: abort.signal }))
    return begun.add({ outcome, abort })
  }),
  end: onPool(({ calls: begun }, { call }) => begun.take(call).outcome),
  giveUp: onPool(({ calls: begun }, { call }) => begun.get(call).abort.abort()),
}

function begin(pool: Pool, method: string, params: unknown[], options: CallOptions): Promise<unknown> {
  return pool.call(method, params, options)
}
