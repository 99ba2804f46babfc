import type { CallOptions } from '../../src/options.ts'
import { type Cast, Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { upTo } from '../roster/people.ts'
import { watch, type Watch } from './watch.ts'

/** One path, and a call of `A.x` that is watched. */
export class Scene implements Disposable {
  readonly office = new Office()
  readonly binding = this.office.bind([], { queue: upTo(3) })
  readonly watch: Watch = watch()

  get story(): readonly string[] {
    return this.watch.story
  }

  provider(instance: string, cast: Cast = {}): StandIn {
    return this.office.provider(this.binding, { A: ['x'] }, { ...cast, instance })
  }

  call(options: CallOptions = {}): Promise<unknown> {
    return this.office.call('A.x', [], { ...options, observe: this.watch.observe })
  }

  wait(ms: number): void {
    this.office.clock.advance(ms)
  }

  [Symbol.dispose](): void {
    this.office[Symbol.dispose]()
  }
}
