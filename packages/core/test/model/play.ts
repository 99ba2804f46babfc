import type { Codec } from '../../src/codec/codec.ts'
import type { Role } from '../../src/message.ts'
import { type Chapter, chapters, Scenario, type Stage } from './scenario.ts'
import { Script } from './script.ts'
import { type Mending, otherRole, settled, World } from './world.ts'

/** Where the wire is cut. */
export interface Cut {
  readonly from: Role
  /** Which message of that end, from 1. */
  readonly message: number
  /** It is lost; or it arrives, and no acknowledgement of it does. */
  readonly how: 'lost' | 'unacknowledged'
  readonly mending: Mending
}

/** What a run came to. */
export interface Played {
  readonly outcome: ReadonlyMap<string, readonly string[]>
  readonly messages: Record<Role, number>
  readonly world: World
}

/** So often the clock may move while nothing else does: more means that something waits for ever. */
const mostIdle = 40

/** Plays a scenario over a list as the wire, one message at a time, in turns. */
class Player implements Stage {
  readonly world: World
  readonly script: Script = new Script()
  readonly #cut: Cut | undefined
  #isCut = false
  #next: Role = 'dialler'
  #idle = 0
  #waiters: (() => void)[] = []

  constructor(codec: Codec, cut: Cut | undefined) {
    this.world = new World(codec)
    this.#cut = cut
  }

  quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
    })
  }

  async play(parts: readonly Chapter[]): Promise<void> {
    await this.world.open()
    let over = false
    const scenario = new Scenario(this.world, this.script, this).play(parts).finally(() => (over = true))
    for (;;) {
      await settled()
      if (this.#atCut()) await this.#cutNow()
      else if (this.#deliver()) this.#idle = 0
      else if (over) break
      else this.#wait()
    }
    await scenario
  }

  #atCut(): boolean {
    if (this.#cut === undefined || this.#isCut) return false
    const { from, message } = this.#cut
    this.#next = this.#chosen() ?? from
    return this.#next === from && this.world.delivered[from] === message - 1 && this.world.waiting(from) > 0
  }

  async #cutNow(): Promise<void> {
    const { world } = this
    const { from, how, mending } = this.#cut as Cut
    this.#isCut = true
    if (how === 'unacknowledged') {
      world.deliver(from)
      await settled()
    }
    world.cut()
    await settled()
    world.clock.advance(30)
    await settled()
    if (world.stands) return world.mend(mending)
    // One end had closed already, and it was the close that is lost: the other finds nobody to go on with.
    for (const { link } of world.ends) link.abandon({ code: 1006, reason: '', local: false })
  }

  #chosen(): Role | undefined {
    if (this.world.waiting(this.#next) > 0) return this.#next
    const other = otherRole(this.#next)
    return this.world.waiting(other) > 0 ? other : undefined
  }

  #deliver(): boolean {
    const from = this.#chosen()
    if (from === undefined) return false
    this.world.deliver(from)
    this.#next = otherRole(from)
    return true
  }

  #wait(): void {
    const { world } = this
    const rests = world.ends.every(({ alarm }) => alarm.size === 0)
    if (rests && this.#waiters.length > 0) {
      for (const resolve of this.#waiters.splice(0)) resolve()
      return
    }
    this.#idle++
    if (this.#idle > mostIdle) {
      const seen = JSON.stringify({ left: world.leftovers(), running: [...this.script.running] })
      throw new Error(`the scenario does not go on: ${seen}`)
    }
    // First what an acknowledgement takes, then what a stream that nobody reads takes.
    world.clock.advance(this.#idle < 4 ? 20 : 5000)
  }
}

/** Plays some of the scenario to its end, with the wire cut once or not at all. */
export async function play(codec: Codec, parts: readonly Chapter[] = chapters, cut?: Cut): Promise<Played> {
  const player = new Player(codec, cut)
  await player.play(parts)
  const { world, script } = player
  return { outcome: script.outcome, messages: world.delivered, world }
}
