import type { Pool } from '../../src/index.ts'

/** On this machine only, on any free port. */
export const loopback = { host: '127.0.0.1', port: 0 } as const

type Once = (name: string, listener: (...args: unknown[]) => void) => unknown

/** The next event of a name, of Node's emitters or eventemitter3's, as a promise of what it carries. */
export function next(emitter: { readonly once: unknown }, event: string): Promise<unknown[]> {
  return new Promise((resolve) => (emitter.once as Once).call(emitter, event, (...args) => resolve(args)))
}

/** Resolves when `count` connections of the pool have sent their STATUS, so that calls can go to them. */
export async function connections(pool: Pool, count: number): Promise<void> {
  // Before it, nobody knows how much they take.
  const known = (): number =>
    [...pool.connections.values()].filter(({ concurrency }) => concurrency > 0).length
  while (known() < count) await next(pool, 'connect')
}
