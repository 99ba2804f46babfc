import { type BindOptions, type ListenOptions, Pool } from '@wsrpc/pool-node'

/** A real pool on this machine, at `/pool`. */
export interface OpenPool extends AsyncDisposable {
  readonly pool: Pool
  readonly url: string
}

export async function openPool(bind: BindOptions = {}, tls?: ListenOptions['tls']): Promise<OpenPool> {
  const pool = new Pool()
  pool.bind('/pool', bind)
  pool.on('error', () => {}) // of those that tests send away
  const listen = { host: '127.0.0.1', port: 0, ...(tls === undefined ? {} : { tls }) }
  const { url } = await pool.listen(listen)
  return { pool, url: `${url}/pool`, [Symbol.asyncDispose]: () => pool.close() }
}

/** Dials once; what fails has failed. */
export const once = { maxAttempts: 1 } as const
