import type { DialRequest, RuntimeOption, Unsupported } from './dial.ts'

/** The options of a connection that are a matter of the runtime. */
export type RuntimeOptions = Partial<Pick<DialRequest, 'tls'>> & { readonly headers?: unknown }

/** @throws TypeError that names the first option that this runtime can't follow, and says what to do instead. */
export function checkSupported({ tls, headers }: RuntimeOptions, unsupported: Unsupported): void {
  const inTls = Object.entries(tls ?? {}).map(([name, value]) => [`tls.${name}`, value] as const)
  for (const [name, value] of [['tls', tls], ['headers', headers], ...inTls] as const) {
    const instead = unsupported[name as RuntimeOption]
    if (value !== undefined && instead !== undefined) {
      throw new TypeError(`${name} can't be used in this runtime: ${instead}`)
    }
  }
}
