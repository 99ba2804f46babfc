import { same, show } from '@wsrpc/contract-tests/provider/same'
import { arrival, refusals, valueTable } from '@wsrpc/contract-tests/provider/values'
import type { Pool } from '@wsrpc/pool-node'
import { type Commands, onPool } from '../command.ts'
import { seen } from '../outcome.ts'

/** The table of values, over the wire and back. */
export const values: Commands = {
  /** Every value of a kind, both ways. @returns what arrived otherwise than it should, at either side. */
  exchangeValues: onPool(async ({ pool }, { kind, codec }) => {
    const table = valueTable[kind] ?? []
    const faults = await Promise.all(
      table.flatMap((one, index) => [
        pool.call<string>('Values.check', [kind, index, one.value, { deep: [one.value] }]),
        checkGiven(pool, kind, index, arrival(one, codec)),
      ]),
    )
    return faults.filter((fault) => fault !== '')
  }),
  /** Tries to send each value that never travels. @returns what the errors say, by name. */
  sendRefused: onPool(async ({ pool }) => {
    const errors: Record<string, unknown> = {}
    for (const [name, [make]] of Object.entries(refusals)) {
      await pool.call('Values.take', [make()]).catch((error: unknown) => (errors[name] = seen(error)))
    }
    return errors
  }),
}

async function checkGiven(pool: Pool, kind: string, index: number, expected: unknown): Promise<string> {
  const given = await pool.call('Values.give', [kind, index])
  return same(given, expected) ? '' : `the pool got ${show(given)} instead of ${show(expected)}`
}
