import { seededRandom } from './chance.ts'

/** What is told of one that may be chosen. */
export interface BalancerCandidate {
  readonly id: string
  readonly name: string | undefined
  readonly labels: Readonly<Record<string, string | number | boolean>>
  readonly load: number
  readonly share: number
  readonly hash: number
}

/** What is told of the call that is placed. */
export interface BalancerCall {
  readonly method: string
  readonly affinity: string | undefined
}

/** The seam, as the suite needs it. */
export interface BalancerUnderTest {
  readonly name: string
  readonly keyed?: boolean
  pick<C extends BalancerCandidate>(candidates: readonly C[], random: () => number, call: BalancerCall): C
}

/** A call without a key. */
export const plainCall: BalancerCall = { method: 'Backend.get', affinity: undefined }

export function callWithKey(affinity: string): BalancerCall {
  return { method: 'Backend.get', affinity }
}

/** Candidates with the loads and shares that are given; by default of different loads, and all of share 1. */
export function candidates(
  count: number,
  load: (index: number) => number = (index) => (index % 5) / 10,
  share: (index: number) => number = () => 1,
): BalancerCandidate[] {
  const random = seededRandom(77)
  return Array.from({ length: count }, (_, index) => ({
    id: `instance-${index}`,
    name: index % 2 === 0 ? 'even' : undefined,
    labels: { zone: index % 3 },
    load: load(index),
    share: share(index),
    hash: Math.floor(random() * 2 ** 32) | 0,
  }))
}

/** Idle ones, of these shares. */
export function withShares(shares: readonly number[]): BalancerCandidate[] {
  const share = (index: number): number => shares[index] as number
  return candidates(shares.length, () => 0, share)
}

/** Another order, by chance. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const places = list.map((one) => ({ one, place: random() }))
  return places.sort((a, b) => a.place - b.place).map(({ one }) => one)
}

/** A list that counts what is read of it and lets nobody change it, nor what is in it. */
export function watched(list: readonly BalancerCandidate[]): {
  readonly candidates: readonly BalancerCandidate[]
  /** Of its elements and of its length. */
  reads: number
  /** Of its elements alone. */
  elements: number
} {
  const refuse = (): never => {
    throw new Error('the list of candidates was changed')
  }
  const watch = {
    reads: 0,
    elements: 0,
    candidates: new Proxy(list.map(Object.freeze) as BalancerCandidate[], {
      get: (target, key) => {
        watch.reads++
        if (/^\d+$/.test(String(key))) watch.elements++
        return Reflect.get(target, key) as unknown
      },
      has: (target, key) => {
        watch.reads++
        return Reflect.has(target, key)
      },
      ownKeys: (target) => {
        watch.reads += target.length
        return Reflect.ownKeys(target)
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
    }),
  }
  return watch
}
