import { withoutUndefined } from '@wsrpc/core'
import type { Connection, ConnectOptions } from '../../../src/index.ts'
import { Provider } from '../../../src/browser/index.ts'
import type { Life } from '../../../src/browser/life.ts'
import type { Locks, Surroundings } from '../../../src/browser/surroundings.ts'
import { window } from '../../support/lasting.ts'
import { settle, url, World } from '../../support/world.ts'

/** An event target that knows how many listeners it has. */
class Counted extends EventTarget {
  listeners = 0
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++
    super.addEventListener(...args)
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--
    super.removeEventListener(...args)
  }
}

class Document extends Counted {
  visibilityState = 'visible'
}

/** What a test's page is like. */
export interface PageOptions {
  exclusive?: boolean | string
  whenHidden?: 'away' | 'serve'
  hidden?: boolean
  onLine?: boolean
  /** A worker has no document. */
  worker?: boolean
  locks?: Locks
}

/** A page in memory, whose provider's pools keep what lost its socket. */
export class Page implements AsyncDisposable {
  readonly world: World<Provider>
  readonly window = new Counted()
  readonly document = new Document()
  readonly states: string[] = []
  /** How far the wall clock is ahead of the monotonic one. */
  wall = 0

  constructor({ exclusive, whenHidden, hidden, onLine = true, worker, locks }: PageOptions = {}) {
    if (hidden === true) this.document.visibilityState = 'hidden'
    const surroundings: Surroundings = {
      scope: this.window,
      document: worker === true ? undefined : this.document,
      navigator: { onLine, ...(locks === undefined ? {} : { locks }) },
      wall: () => this.world.clock.now() + this.wall,
    }
    this.world = new World({ name: 'tab' }, ({ runtime, ...options }) => {
      const own = withoutUndefined({ exclusive, whenHidden })
      return new Provider({ ...options, ...own, runtime: { ...runtime, surroundings } })
    })
    this.world.usual = { window }
    this.life.on('change', (state) => this.states.push(state))
  }

  get life(): Life {
    return this.world.provider.life
  }

  /** `isLocal`: to a pool on this machine. */
  dial(options: ConnectOptions = {}, isLocal = false): Connection {
    return this.world.dial(options, isLocal ? 'ws://localhost/backend' : url)
  }

  async connect(options: ConnectOptions = {}, isLocal = false): Promise<Connection> {
    const connection = this.dial(options, isLocal)
    await connection.ready
    await settle()
    return connection
  }

  /** What happens to the page, by the names of its events; `hidden` and `visible` are the two ends of one. */
  async see(...names: string[]): Promise<void> {
    for (const name of names) {
      const isVisibility = name === 'hidden' || name === 'visible'
      if (isVisibility) this.document.visibilityState = name
      const target = isVisibility || name === 'freeze' || name === 'resume' ? this.document : this.window
      target.dispatchEvent(new Event(isVisibility ? 'visibilitychange' : name))
      await settle()
    }
  }

  /** Closes, and sees that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]()
    await settle()
    const { window, document } = this
    if (window.listeners + document.listeners > 0) throw new Error('listeners of the page are left')
    if (this.life.state !== 'idle') throw new Error(`the life is ${this.life.state}, not idle`)
  }
}
