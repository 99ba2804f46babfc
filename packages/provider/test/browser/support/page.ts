import { Life } from '../../../src/browser/life.ts'
import { lifeOptions } from '../../../src/browser/options.ts'
import type { Surroundings } from '../../../src/browser/surroundings.ts'
import type { Connection, ConnectOptions } from '../../../src/index.ts'
import { lasting } from '../../support/lasting.ts'
import { settle, type World } from '../../support/world.ts'

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
  locks?: Surroundings['navigator'] extends infer N
    ? NonNullable<N> extends { locks?: infer L }
      ? L
      : never
    : never
}

/** A page in memory, whose provider's pools keep what lost its socket. */
export class Page implements AsyncDisposable {
  readonly world: World
  readonly window = new Counted()
  readonly document = new Document()
  readonly life: Life
  readonly states: string[] = []
  /** How far the wall clock is ahead of the monotonic one. */
  wall = 0

  constructor(
    { exclusive, whenHidden, hidden, onLine = true, worker, locks }: PageOptions = {},
    world = lasting(),
  ) {
    this.world = world
    if (hidden === true) this.document.visibilityState = 'hidden'
    const around: Surroundings = {
      scope: this.window,
      document: worker === true ? undefined : this.document,
      navigator: { onLine, ...(locks === undefined ? {} : { locks }) },
      wall: () => world.clock.now() + this.wall,
    }
    this.life = new Life(lifeOptions(exclusive, whenHidden), around, world.clock)
    this.life.on('change', (state) => this.states.push(state))
  }

  /** As the provider of this entry does. */
  dial(options: ConnectOptions = {}, isLocal = false): Connection {
    const connection = this.world.dial(options)
    this.life.add(connection, isLocal)
    return connection
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
