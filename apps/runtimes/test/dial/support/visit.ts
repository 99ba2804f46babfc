import type { ConnectionInfo } from '@wsrpc/pool-node'
import type { Job, Report } from '../../../src/dial/job.ts'
import type { Certificates, DialRoom } from '../../../src/dial/dial-room.ts'
import { once, type OpenPool } from './pools.ts'

export interface Visit {
  /** `undefined`: it did not get in, and the report tells why. */
  readonly connection: ConnectionInfo | undefined
  readonly report: Report
}

/** Has a room dial the pool, answer a call there, and leave. */
export async function visit(
  { pool, url }: OpenPool,
  room: Pick<DialRoom, 'run'>,
  how: Partial<Omit<Job, 'url'>> & { readonly certificates?: Certificates } = {},
): Promise<Visit> {
  const { certificates, options, ...job } = how
  const joined = new Promise<ConnectionInfo>((resolve) => pool.once('connect', resolve))
  const report = room.run({ ...job, url, options: { ...once, ...options } }, certificates)
  const connection = await Promise.race([joined, report.then(() => undefined)])
  if (connection !== undefined) await pool.call('Room.leave')
  return { connection, report: await report }
}

/** What the report of a visit without a fault has. */
export const fine = { joined: true, errors: [] } as const
