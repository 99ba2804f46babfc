import {
  defaultLimits,
  type Dialect,
  type HeartbeatOptions,
  type Limits,
  protocolVersions,
  RpcError,
  type WelcomeMessage,
} from '@wsrpc/core'

/** How a pool is watched that does not say how, as none does in a foreign dialect. */
const heartbeat: HeartbeatOptions = { interval: 15_000, misses: 2 }

/**
 * What is taken for granted of a pool whose dialect has no handshake: it lets everybody in, and takes what this side takes.
 */
export function unsaidWelcome({ name, features }: Dialect, limits: Limits): WelcomeMessage {
  const [, version] = protocolVersions
  // How many calls this side takes says nothing of the pool.
  const theirs = { ...limits, maxCalls: defaultLimits.maxCalls }
  return { type: 'welcome', version, agent: name, connection: '', features, limits: theirs, heartbeat }
}

/** @throws RpcError UNIMPLEMENTED, not started: the pool can't be told, since the dialect has nothing to say it with. */
export function refuseUnsaid({ name, handshake }: Dialect, what: string, instead: string): void {
  if (handshake) return
  const message = `${what} can't be used here: the dialect ${name} has no handshake that tells the pool of it; ${instead}`
  throw new RpcError('UNIMPLEMENTED', message, { execution: 'not-started' })
}
