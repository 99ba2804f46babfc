import { checkString, show } from '../check.ts'
import type { ProviderOptions as BaseOptions } from '../options.ts'

/** What a hidden tab does: see {@link ProviderOptions.whenHidden}. */
export type WhenHidden = 'away' | 'serve'

/** Those of `@wsrpc/provider`, and what only a browser knows of. */
export interface ProviderOptions extends BaseOptions {
  /**
   * Of several tabs of one origin in one browser only one serves; the others wait without a connection. A string is a
   * name: only those of the same name count. Needs a secure context (https, or localhost), as Web Locks do.
   * @default false
   */
  readonly exclusive?: boolean | string
  /**
   * `'away'`: while the tab is hidden the pool sends no new calls; those in flight go on. `'serve'`: it serves as always;
   * browsers slow timers of hidden tabs down, not messages.
   * @default 'away'
   */
  readonly whenHidden?: WhenHidden
}

/** The options that are this entry's own. */
export interface LifeOptions {
  /** The name of the Web Lock; `undefined`: any number of tabs serve. */
  readonly lock: string | undefined
  readonly whenHidden: WhenHidden
}

const whatHiddenTabsDo: readonly unknown[] = ['away', 'serve']

/** @throws TypeError that names the option that is wrong. */
export function lifeOptions(exclusive: unknown = false, whenHidden: unknown = 'away'): LifeOptions {
  if (typeof exclusive !== 'boolean') checkString('exclusive', exclusive, 256)
  if (exclusive === '') throw new TypeError('exclusive must be true, false or a name, not an empty string')
  if (!whatHiddenTabsDo.includes(whenHidden)) {
    throw new TypeError(`whenHidden must be 'away' or 'serve', not ${show(whenHidden)}`)
  }
  return {
    lock: exclusive === false ? undefined : exclusive === true ? 'wsrpc' : `wsrpc ${exclusive as string}`,
    whenHidden: whenHidden as WhenHidden,
  }
}
