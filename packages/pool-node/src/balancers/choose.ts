import type { Balancer } from './balancer.ts'
import { shown } from '../check/values.ts'
import { affinity } from './affinity.ts'
import { leastLoaded } from './least-loaded.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'

/**
 * Who gets the next call: by name, a balancer of your own, or its `pick` alone, as
 * `(candidates, random, call) => candidate`. A function gets the calls with an affinity key too.
 */
export type BalancerOption =
  | 'leastLoaded'
  | 'roundRobin'
  | 'random'
  | 'affinity'
  | Balancer
  | Balancer['pick']

/** Each makes its own: some keep what they need from pick to pick. */
const known = { leastLoaded, roundRobin, random, affinity }

/**
 * @param option default: `'leastLoaded'`.
 * @throws TypeError for a name that is none of the balancers'.
 */
export function makeBalancer(option: BalancerOption = 'leastLoaded'): Balancer {
  if (typeof option === 'function') return { name: 'function', keyed: true, pick: option }
  if (typeof option === 'string' && Object.hasOwn(known, option)) return known[option]()
  if (typeof (option as Partial<Balancer> | null)?.pick === 'function') return option as Balancer
  throw new TypeError(
    `balancer must be 'leastLoaded', 'roundRobin', 'random', 'affinity', a function or a Balancer, not ${shown(option)}`,
  )
}
