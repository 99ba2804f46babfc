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
    // Before the others, which would not know these.
    const its = lifeOptions(options)
    const { exclusive: _exclusive, whenHidden: _whenHidden, runtime = {}, ...rest } = options
    const { surroundings: around = surroundings(), ...base } = runtime
    super({ ...rest, runtime: base })
    this.life = new Life(its, around, base.clock ?? createClock(globalThis))
  }

  override connect(url: UrlSource, options: ConnectOptions = {}): Connection {
    const connection = super.connect(url, options)
    this.life.add(connection, isLocal(url))
    return connection
  }
}
