import type { Dialect } from '@wsrpc/core'

/** What is spoken on a connection. */
export interface Spoken {
  readonly dialect: Dialect
  /** '' when none was agreed on. */
  readonly subprotocol: string
}

/** The subprotocols of all of them, best first. */
export function subprotocolsOf(dialects: readonly Dialect[]): readonly string[] {
  return dialects.flatMap((dialect) => dialect.subprotocols)
}

/**
 * The dialect of the first of our subprotocols that was offered; of none that was offered the one that is spoken without.
 * `undefined`: there is nothing in common.
 */
export function spoken(offered: Iterable<string>, dialects: readonly Dialect[]): Spoken | undefined {
  const set = new Set(offered)
  set.delete('')
  for (const dialect of dialects) {
    const subprotocol = dialect.subprotocols.find((name) => set.has(name))
    if (subprotocol !== undefined) return { dialect, subprotocol }
  }
  if (set.size > 0) return undefined
  const bare = dialects.find((dialect) => dialect.bare === true)
  return bare && { dialect: bare, subprotocol: '' }
}

/** For a connection on which nothing is said but why it ends. */
export function anyOf([dialect]: readonly Dialect[]): Spoken {
  return { dialect: dialect as Dialect, subprotocol: dialect?.subprotocols[0] ?? '' }
}
