import { createClock } from '@wsrpc/core'
import type { Connection } from '../connection.ts'
import type { ConnectOptions, UrlSource } from '../options.ts'
import { Provider as BaseProvider } from '../provider.ts'
import { Life } from './life.ts'
import { isLocal } from './local.ts'
import { lifeOptions, type ProviderOptions } from './options.ts'
import { surroundings } from './surroundings.ts'

/**
 * A provider in a page or a worker of a browser. It tells the pool when its tab is hidden or frozen, leaves when the
 * page goes, and is back at once when it may.
 *
 * ```ts
 * import { Provider } from '@wsrpc/provider/browser'
 *
 * const provider = new Provider({ exclusive: true })
 * provider.register('Tiles', tiles)
 * provider.connect('wss://pool.example.com/tiles')
 * ```
 */
export class Provider extends BaseProvider {
  /** Where the page stands: `provider.life.state`, and its `change` events. */
  readonly life: Life

  /** @throws TypeError that names the option that is wrong, or that can't work in this page. */
  constructor(options: ProviderOptions = {}) {
    const { exclusive, whenHidden, ...rest } = options
    super(rest)
    const clock = rest.runtime?.clock ?? createClock(globalThis)
    this.life = new Life(lifeOptions(exclusive, whenHidden), surroundings(), clock)
  }

  override connect(url: UrlSource, options: ConnectOptions = {}): Connection {
    const connection = super.connect(url, options)
    this.life.add(connection, isLocal(url))
    return connection
  }
}
