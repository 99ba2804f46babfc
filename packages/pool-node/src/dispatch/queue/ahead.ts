import type { Lane } from './lane.ts'
import type { Tenant } from './tenant.ts'
import type { Waiting } from './waiting.ts'

/** How many calls of a tenant, in all its lanes, have at least that priority. */
export function countFrom<T extends Waiting>(tenant: Tenant<Lane<T>>, priority: number): number {
  let count = 0
  for (const lane of tenant.lanes.values()) count += lane.countFrom(priority)
  return count
}

/** The start tag of a tenant's call once `before` others of it were taken, if nobody is passed over. */
export function tagAfter<L>(tenant: Tenant<L>, before: number, virtual: number): number {
  return before === 0 ? tenant.tag : Math.max(tenant.tag, virtual) + before * tenant.cost
}

/** How many calls of a tenant are taken before a young one of another that has that tag and priority. */
export function countBefore<T extends Waiting>(
  tenant: Tenant<Lane<T>>,
  tag: number,
  priority: number,
  virtual: number,
): number {
  const later = Math.ceil((tag - Math.max(tenant.tag, virtual)) / tenant.cost)
  // One that was passed over is below virtual time with its next call only.
  const earlier = Math.min(tenant.size, Math.max(later, tenant.tag < tag ? 1 : 0))
  if (earlier === tenant.size || tagAfter(tenant, earlier, virtual) !== tag) return earlier
  // The next one has the same tag, and is older: its priority decides.
  return countFrom(tenant, priority) > earlier ? earlier + 1 : earlier
}
