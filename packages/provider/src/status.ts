import { type LabelValue, maxStatusBytes, type StatusMessage } from '@wsrpc/core'

/** What a provider offers, as it is told to the pool. */
export function statusOf(
  services: ReadonlyMap<string, readonly string[]>,
  concurrency: number,
  labels: Readonly<Record<string, LabelValue>> | undefined,
  paused: boolean,
): StatusMessage {
  return {
    type: 'status',
    services: Object.fromEntries(services),
    concurrency,
    ...(labels === undefined ? {} : { labels }),
    ...(paused ? { paused } : {}),
  }
}

/** Most bytes that a number can take more in another codec than in JSON. */
const numberRoom = 8

/**
 * Whether the pool will take it, whatever the codec: names are never shorter in JSON than in MessagePack.
 *
 * @throws TypeError when it is too large.
 */
export function checkStatusSize(status: StatusMessage): void {
  const size =
    new TextEncoder().encode(JSON.stringify(status)).length +
    numberRoom * Object.keys(status.labels ?? {}).length
  if (size <= maxStatusBytes) return
  const methods = Object.values(status.services).reduce((sum, names) => sum + names.length, 0)
  throw new TypeError(
    `what this provider offers (${methods} methods, and labels) takes ${size} bytes to tell the pool, at most ` +
      `${maxStatusBytes} are possible: name the methods in { methods }, or use several providers`,
  )
}
