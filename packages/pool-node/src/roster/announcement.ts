import type { StatusMessage } from '@wsrpc/core'

type Services = StatusMessage['services']

/** What a connection offers: as its STATUS says, or as is taken for granted of one that has none. */
export interface Offering extends StatusMessage {
  /** Whatever its path takes: it can't say what it has. */
  readonly anything?: boolean
}

/** What a connection's newest STATUS says of the connection itself, and what its path makes of it. */
export interface Announcement {
  /** Methods by service, as the provider says. */
  readonly services: Services
  /** Those of them that the path does not take. */
  readonly ignored: readonly string[]
  /** Whatever the path takes, and no list of it. */
  readonly anything: boolean
  /** The others, with whole names: `Service.method`. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>
  readonly paused: boolean
}

/** What a STATUS offers on a path that takes these services. */
export function readAnnouncement(
  { services, paused = false, anything = false }: Pick<Offering, 'services' | 'paused' | 'anything'>,
  takes: (service: string) => boolean,
): Announcement {
  const entries = Object.entries(services)
  const taken = entries.filter(([service]) => takes(service))
  return {
    services,
    anything,
    ignored: entries.filter(([service]) => !takes(service)).map(([service]) => service),
    taken: new Map(
      taken.map(([service, methods]) => [service, new Set(methods.map((name) => `${service}.${name}`))]),
    ),
    paused,
  }
}

/** Whether two say the same, so that one of them will do: nearly all providers of a path do. */
export function isSameAnnouncement(a: Announcement, b: Announcement): boolean {
  const sameKind = a.paused === b.paused && a.anything === b.anything
  return sameKind && areEqual(a.ignored, b.ignored) && areSameServices(a.services, b.services)
}

function areSameServices(a: Services, b: Services): boolean {
  const names = Object.keys(a)
  return areEqual(names, Object.keys(b)) && names.every((name) => areEqual(a[name] ?? [], b[name] ?? []))
}

/** In the same order, too: what they are made into keeps it. */
function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at])
}
