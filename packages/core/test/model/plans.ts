import { pick, type Random } from '../codec/random.ts'
import type { Large } from './digest.ts'

/** One value of a stream. */
export interface ItemPlan {
  readonly pad: number
  readonly inner: StreamPlan | undefined
  /** The source waits before it gives it. */
  readonly waits: boolean
}

/** A stream as it was decided before it began. */
export interface StreamPlan {
  readonly name: string
  readonly items: readonly ItemPlan[]
  readonly fails: boolean
  /** Its source takes its time to close. */
  readonly closesSlowly: boolean
  /** After how many items its reader breaks off; Infinity: never. */
  readonly readerTakes: number
  /** Nobody reads it. */
  readonly isIgnored: boolean
}

/** What a method does with a call. */
export type Serving = 'now' | 'soon' | 'late' | 'throws' | 'hangs'

/** A call as it was decided before it began. */
export interface CallPlan {
  readonly name: string
  readonly pad: number
  readonly params: readonly StreamPlan[]
  /** The method reads its params before it answers. */
  readonly readsFirst: boolean
  readonly serving: Serving
  readonly resultPad: number
  readonly results: readonly StreamPlan[]
}

/** Bytes that are in a value besides what is needed. From 64 KiB on it travels in parts. */
const pads: readonly number[] = [
  0, 0, 0, 0, 20, 20, 300, 300, 5000, 30_000, 61_000, 65_400, 66_000, 90_000, 200_000,
]
const itemPads: readonly number[] = [0, 0, 0, 0, 0, 20, 20, 300, 5000, 20_000, 70_000]
const hugePad = 600_000

/** Decides by chance what will be called. */
export class Planner {
  readonly #next: Random
  readonly #large: Large
  #names = 0

  constructor(next: Random, large: Large) {
    this.#next = next
    this.#large = large
  }

  /** The value that a number of bytes stands for: always the same one, so that the receiver knows what it must get. */
  padOf(length: number): unknown {
    return length === 0 ? null : this.#large(length)
  }

  pad(): number {
    return this.#chance(60) ? hugePad : pick(this.#next, pads)
  }

  call(): CallPlan {
    const name = this.#name('call')
    const next = this.#next
    return {
      name,
      pad: this.pad(),
      params: this.#streams(name, 4),
      readsFirst: this.#chance(2),
      serving: pick(next, ['now', 'now', 'soon', 'soon', 'late', 'late', 'throws', 'hangs']),
      resultPad: this.pad(),
      results: this.#streams(name, 3),
    }
  }

  name(): string {
    return this.#name('notify')
  }

  #streams(of: string, oneIn: number): readonly StreamPlan[] {
    if (!this.#chance(oneIn)) return []
    return Array.from({ length: 1 + this.#next(2) }, () => this.#stream(of, 0))
  }

  #stream(of: string, depth: number): StreamPlan {
    const next = this.#next
    const name = this.#name(`stream of ${of},`)
    const items = Array.from({ length: pick(next, [0, 1, 2, 5, 12, 30]) }, (): ItemPlan => {
      const isHuge = this.#chance(80)
      return {
        pad: isHuge ? hugePad : pick(next, itemPads),
        inner: depth < 2 && this.#chance(isHuge ? 2 : 12) ? this.#stream(name, depth + 1) : undefined,
        waits: this.#chance(10),
      }
    })
    return {
      name,
      items,
      fails: this.#chance(5),
      closesSlowly: this.#chance(4),
      readerTakes: this.#chance(4) ? next(items.length + 1) : Infinity,
      isIgnored: this.#chance(12),
    }
  }

  #name(kind: string): string {
    return `${kind} ${++this.#names}`
  }

  #chance(oneIn: number): boolean {
    return this.#next(oneIn) === 0
  }
}
