import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import type { GuardRules } from '../../src/dispatch/guard.ts'
import type { Member } from '../../src/roster/instance.ts'
import type { Offer } from '../../src/roster/offer.ts'
import type { Worker } from './worker.ts'
import { World } from './world.ts'

/** What one call costs, from its placing to its end. */
export interface Looks {
  /** Members that are looked at. */
  readonly members: number
  /** Their properties that are read, and their places in the list of candidates. */
  readonly reads: number
}

/** Counts what is read of members, whoever reads it. */
class Watcher {
  readonly #seen = new Set<Member>()
  #reads = 0
  #most: Looks = { members: 0, reads: 0 }

  /** Of each call the most. */
  get most(): Looks {
    return this.#most
  }

  /** All that one call does. */
  call(run: () => void): void {
    this.#seen.clear()
    this.#reads = 0
    run()
    const { members, reads } = this.#most
    this.#most = { members: Math.max(members, this.#seen.size), reads: Math.max(reads, this.#reads) }
  }

  member(member: Member): void {
    for (const [name, first] of Object.entries(member)) {
      let value: unknown = first
      const get = (): unknown => {
        this.#seen.add(member)
        this.#reads++
        return value
      }
      const set = (next: unknown): void => void (value = next)
      Object.defineProperty(member, name, { get, set })
    }
  }

  list(offer: Offer): void {
    const candidates = offer.candidates.bind(offer)
    const get = (list: readonly Member[], key: string | symbol): unknown => {
      if (typeof key === 'string' && /^\d+$/.test(key)) this.#reads++
      return Reflect.get(list, key)
    }
    offer.candidates = (demand) => new Proxy(candidates(demand), { get })
  }
}

/**
 * The most that a call of leastLoaded looks at, over a few hundred: some alone, some among many that are open.
 *
 * @param ejectOne one of them is ejected first, and one comes when the others are warm
 */
export function looksPerCall(
  count: number,
  {
    rules = {},
    ejectOne = false,
  }: { readonly rules?: Partial<GuardRules>; readonly ejectOne?: boolean } = {},
): Looks {
  using world = new World({ policy: { balancer: leastLoaded() }, rules })
  for (let n = 1; n < count; n++) world.worker({ mean: 10 })
  if (ejectOne) {
    world.office.clock.advance(10_000)
    const [bad] = world.workers as [Worker]
    bad.fails = 1
    call(world, { provider: 'w0' })
    world.finish()
  }
  world.worker({ mean: 10 })

  const watcher = new Watcher()
  for (const member of world.binding.members) watcher.member(member)
  watcher.list(world.binding.offer('A') as Offer)
  for (let n = 0; n < 100; n++) {
    watcher.call(() => {
      call(world)
      world.finish()
    })
  }
  for (let n = 0; n < 300; n++) watcher.call(() => call(world))
  world.finish()
  return watcher.most
}

function call({ office }: World, options?: { readonly provider: string }): void {
  office.call('A.x', [], options).catch(() => {})
}
