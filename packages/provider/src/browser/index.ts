/**
 * The provider for a browser's page or worker: all of `@wsrpc/provider`, with a `Provider` that knows of hidden and
 * frozen tabs, of a network that goes away, and of other tabs.
 */
export * from '../index.ts'
export { Provider } from './provider.ts'
export type { ProviderOptions, WhenHidden } from './options.ts'
export type { Life, LifeEvents } from './life.ts'
export type { LifeState } from './table.ts'
