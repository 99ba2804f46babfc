import { RpcError } from '@wsrpc/core'
import { explain, explainRefusal } from '../../src/explain/explain.ts'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Office } from '../dispatch/office.ts'

/** As `pool.explain`, of an office. */
export function ask(office: Office, method: string, options?: CallOptions): Explanation {
  const judged = office.calls.asked(method, options)
  if (judged instanceof RpcError) return explainRefusal(method, judged)
  const queue = office.dispatch.queue(judged.route.binding)
  return explain(judged, { queue, maxAttempts: 3, now: office.clock.now() })
}

/** Who could take it, in order. */
export function takers({ candidates }: Explanation): readonly string[] {
  return candidates.map(({ provider }) => provider)
}
