import { Session } from 'node:inspector/promises'
import { type Shares, sharesOf } from './places.ts'

let session: Session | undefined
let began: NodeJS.CpuUsage | undefined

/**
 * Begins to look where the main thread of this process spends its time.
 *
 * @param interval how often it looks, in µs.
 */
export async function startProfile(interval: number): Promise<void> {
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval })
  await session.post('Profiler.start')
  began = process.threadCpuUsage()
}

/** Ends it. @returns where the time went. @throws Error when it has not begun. */
export async function stopProfile(): Promise<Shares> {
  if (session === undefined) throw new Error("the order 'profile' comes first")
  const { user, system } = process.threadCpuUsage(began)
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  session = undefined
  return sharesOf(profile, user + system)
}
