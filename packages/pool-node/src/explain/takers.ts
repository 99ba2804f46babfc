import { affinity, ranked } from '../balancers/affinity.ts'
import type { Binding } from '../roster/binding.ts'
import type { Demand } from '../roster/demand.ts'
import type { Member } from '../roster/instance.ts'

const byKey = affinity()

/**
 * Who could take a call now: whom dispatch would come to, but without a trace. It keeps what it is asked for, and hears
 * of a full buffer only when it sends; here nothing is kept, and the buffers are looked at.
 */
export function takers(binding: Binding, demand: Demand): readonly Member[] {
  const asked = [...binding.members].filter((member) => demand.fits(member))
  const free = asked.filter((member) => member.instance.hasSlot && isReachable(member))
  if (demand.isNamed) return free
  // Who is ejected gets calls only where of all that fit nobody is well, with a slot or without.
  return asked.some(isWell) ? free.filter(({ barred }) => !barred) : free
}

/** Whether dispatch takes it for well. It does not find out that a buffer is full where there is no slot to send to. */
function isWell(member: Member): boolean {
  const { barred, instance, isUsable } = member
  return !barred && (instance.hasSlot ? isReachable(member) : isUsable)
}

/** Whether a call could be sent to it, if it had a slot. */
export function isReachable({ connections }: Member): boolean {
  return connections.some((connection) => connection.usable && connection.link.hasRoom)
}

/** Those with the key in the order in which they would get it; without one the least loaded for its share first. */
export function inOrder(members: readonly Member[], key: string | undefined): readonly Member[] {
  if (key !== undefined) return ranked(members, key)
  return [...members].sort((a, b) => a.load * b.share - b.load * a.share)
}

/** Whose the key is: it gets the calls with that key whenever it can take them. `undefined`: nobody has what is asked. */
export function homeOf(binding: Binding, demand: Demand, key: string): Member | undefined {
  const asked = [...binding.members].filter((member) => demand.fits(member))
  if (asked.length === 0) return undefined
  return byKey.pick(asked, noChance, { method: demand.method, affinity: key })
}

/** A pick with a key leaves nothing to it. */
function noChance(): number {
  return 0
}
