import type { ConnectionInfo } from '@wsrpc/pool-node'
import type { ProviderKind, ProviderState, ProviderView } from './news.ts'

/** For how long one that is gone is shown, in ms, when nothing is said. */
export const lingers = 8000

interface Entry {
  readonly name: string
  readonly kind: ProviderKind
  readonly slot: number
  answered: number
  struck: 'killed' | 'stopped' | undefined
  /** Calls that it had when it was killed. */
  lost: number
  /** When it was gone for good, in ms. */
  ended: number | undefined
  /** As the pool knows it; after its end, as it was known last. */
  connection: ConnectionInfo | undefined
}

/** The first that holds is it. */
const states: readonly (readonly [ProviderState, (entry: Entry) => boolean])[] = [
  ['killed', ({ struck }) => struck === 'killed'],
  ['gone', ({ ended }) => ended !== undefined],
  ['leaving', ({ struck, connection }) => struck === 'stopped' || connection?.draining === true],
  ['returning', ({ connection }) => connection?.interrupted === true],
  ['away', ({ connection }) => connection?.paused === true && connection.labels['away'] === true],
  ['paused', ({ connection }) => connection?.paused === true],
  ['ready', ({ connection }) => connection !== undefined],
  ['starting', () => true],
]

/** Who is here, who is coming and who has just gone. Pure: it is told what happens, and the time in ms. */
export class Attendance {
  readonly #entries = new Map<string, Entry>()
  readonly #lingers: number

  /** @param shown for how long one that is gone is shown, in ms. */
  constructor(shown: number) {
    this.#lingers = shown
  }

  /** Somebody is expected. Who was here a moment ago goes on as what it was. */
  expect(name: string, kind: ProviderKind): void {
    const known = this.#entries.get(name)
    if (known !== undefined) known.ended = undefined
    else {
      const slot = this.#freeSlot()
      const nothing = { struck: undefined, lost: 0, ended: undefined, connection: undefined }
      this.#entries.set(name, { name, kind, slot, answered: 0, ...nothing })
    }
  }

  joined(name: string, connection: ConnectionInfo): void {
    const entry = this.#entries.get(name)
    if (entry !== undefined) entry.connection = connection
  }

  /** It was killed, or asked to leave. */
  struck(name: string, how: 'killed' | 'stopped'): void {
    const entry = this.#entries.get(name)
    if (entry === undefined) return
    entry.struck = how
    entry.lost = entry.connection?.inFlight ?? 0
  }

  /** It is gone for good. */
  left(name: string, now: number): void {
    const entry = this.#entries.get(name)
    if (entry !== undefined) entry.ended ??= now
  }

  answered(connection: string): void {
    const entry = this.#with(connection)
    if (entry !== undefined) entry.answered++
  }

  /** Whose connection it is. */
  ownerOf(connection: string): { readonly by: string; readonly slot: number } {
    const { name = '', slot = 0 } = this.#with(connection) ?? {}
    return { by: name, slot }
  }

  /** Whether a name is taken, also by one that has just gone. */
  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** Forgets those that have been gone for long enough. @returns their names. */
  drop(now: number): string[] {
    const old = [...this.#entries.values()].filter(({ ended = now }) => now - ended > this.#lingers)
    for (const { name } of old) this.#entries.delete(name)
    return old.map(({ name }) => name)
  }

  views(): ProviderView[] {
    return [...this.#entries.values()].map(viewOf)
  }

  #with(connection: string): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry.connection?.id === connection)
  }

  #freeSlot(): number {
    const taken = new Set([...this.#entries.values()].map(({ slot }) => slot))
    let slot = 0
    while (taken.has(slot)) slot++
    return slot
  }
}

function viewOf(entry: Entry): ProviderView {
  const { name, kind, slot, answered, struck, lost, ended, connection } = entry
  const inFlight = ended === undefined ? (connection?.inFlight ?? 0) : 0
  return {
    name,
    kind,
    slot,
    answered,
    state: states.find(([, holds]) => holds(entry))?.[0] ?? 'starting',
    connection: connection?.id ?? '',
    services: Object.keys(connection?.services ?? {}),
    labels: connection?.labels ?? {},
    inFlight: struck === 'killed' ? lost : inFlight,
    concurrency: connection?.concurrency ?? 0,
  }
}
