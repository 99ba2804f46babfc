import type { ConnectionInfo, DisconnectReason, Pool } from '@wsrpc/pool-node'

/** What happens to a provider's connection after a blow, as the pool tells it. Times are ms after the blow. */
export interface Outage {
  /** The socket is gone. */
  readonly noticed: Promise<Loss>
  /** The provider came back, or the pool waits for it no longer. */
  readonly over: Promise<Outcome>
}

/** What the pool knew of a provider when its socket was gone. */
export interface Loss {
  /** Calls that were sent to it, without an answer. */
  readonly inFlight: number
  /** Whether the pool waits for it to come back. */
  readonly resumable: boolean
  readonly after: number
}

export interface Outcome {
  /** The same connection goes on. */
  readonly resumed: boolean
  readonly after: number
}

/** To be called right before the blow. */
export function watchOutage(pool: Pool, name: string): Outage {
  const blow = performance.now()
  let tellNoticed!: (loss: Loss) => void
  let tellOver!: (outcome: Outcome) => void
  const noticed = new Promise<Loss>((resolve) => (tellNoticed = resolve))
  const over = new Promise<Outcome>((resolve) => (tellOver = resolve))
  /** The id of the connection. */
  let lost: string | undefined

  // The connection is live and goes on, so it is read at that very moment.
  const onDisconnect = (connection: ConnectionInfo, { resumable }: DisconnectReason): void => {
    if (connection.identity !== name) return
    const after = performance.now() - blow
    lost = connection.id
    tellNoticed({ inFlight: connection.inFlight, resumable, after })
    if (!resumable) end({ resumed: false, after })
  }
  const onConnect = ({ identity, id }: ConnectionInfo, { resumed }: { readonly resumed: boolean }): void => {
    if (identity === name) end({ resumed: resumed && id === lost, after: performance.now() - blow })
  }
  const end = (outcome: Outcome): void => {
    pool.off('disconnect', onDisconnect).off('connect', onConnect)
    tellOver(outcome)
  }
  pool.on('disconnect', onDisconnect).on('connect', onConnect)
  return { noticed, over }
}
