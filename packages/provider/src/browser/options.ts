import { checkNames, checkOptions, checkString, show } from '../check.ts'
import {
  type ProviderOptions as BaseOptions,
  providerChecks,
  type Runtime,
  runtimeNames,
} from '../options.ts'
import type { Surroundings } from './surroundings.ts'

/** What a hidden tab does: see {@link ProviderOptions.whenHidden}. */
export type WhenHidden = 'away' | 'serve'

/** Those of `@wsrpc/provider`, and what only a browser knows of. */
export interface ProviderOptions extends Omit<BaseOptions, 'runtime'> {
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
  /** For tests: another clock, chance, dial or page. */
  readonly runtime?: Partial<Runtime & { readonly surroundings: Surroundings }>
}

/** The options that are this entry's own. */
export interface LifeOptions {
  /** The name of the Web Lock; `undefined`: any number of tabs serve. */
  readonly lock: string | undefined
  readonly whenHidden: WhenHidden
}

const whatHiddenTabsDo: readonly unknown[] = ['away', 'serve']

/** Fills the defaults in. @throws TypeError that names the option that is wrong. */
export function lifeOptions(options: ProviderOptions): LifeOptions {
  checkOptions<ProviderOptions>('new Provider(options)', options, {
    ...providerChecks,
    exclusive: checkExclusive,
    whenHidden: checkWhenHidden,
    runtime: (name, value) => checkNames(name, value, [...runtimeNames, 'surroundings']),
  })
  const { exclusive = false, whenHidden = 'away' } = options
  return {
    lock: exclusive === false ? undefined : exclusive === true ? 'wsrpc' : `wsrpc ${exclusive}`,
    whenHidden,
  }
}

function checkExclusive(name: string, value: unknown): void {
  if (typeof value !== 'boolean') checkString(name, value, 256)
  if (value === '') throw new TypeError(`${name} must be true, false or a name, not an empty string`)
}

function checkWhenHidden(name: string, value: unknown): void {
  if (whatHiddenTabsDo.includes(value)) return
  throw new TypeError(`${name} must be 'away' or 'serve', not ${show(value)}`)
}
