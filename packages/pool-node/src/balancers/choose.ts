import type { Balancer } from './balancer.ts'
import { shown } from '../check/values.ts'
import { leastLoaded } from './least-loaded.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'

/** Who gets the next call: by name, a balancer of your own, or its `pick` alone. */
export type BalancerOption = 'leastLoaded' | 'roundRobin' | 'random' | Balancer | Balancer['pick']

/** @throws TypeError for a name that is none of the balancers'. */
export function makeBalancer(option: BalancerOption = 'leastLoaded'): Balancer {
  if (typeof option === 'function') return { name: 'function', pick: option }
  const known = { leastLoaded, roundRobin, random }
  if (typeof option === 'string' && Object.hasOwn(known, option)) return known[option]()
  if (typeof (option as Partial<Balancer> | null)?.pick === 'function') return option as Balancer
  throw new TypeError(
    `balancer must be 'leastLoaded', 'roundRobin', 'random', a function or a Balancer, not ${shown(option)}`,
  )
}
