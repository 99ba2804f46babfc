import type { WhoseTurn } from './turn.ts'

/**
 * The life of a page, as one table.
 *
 * Rules:
 * 1. What happens changes facts; what is to be done follows from the facts alone, whatever order they came in.
 * 2. Who can't work is away: hidden (unless hidden tabs serve), frozen, or gone. The pool sends it no new calls.
 * 3. With `exclusive`, who is away gives its turn up, so that a tab that can work takes it. Without the turn there is no
 *    connection.
 * 4. Without a network nobody is dialled. A socket that is there is left alone: it may live on.
 * 5. Nothing is judged by an event alone. After whatever may have cost the socket, the pool is asked, and has some time
 *    to answer. Where there is no network nobody is asked.
 */

/** What can happen. */
export type LifeEvent =
  | 'hidden'
  | 'visible'
  /** The browser stops the page, to spare the machine (Page Lifecycle, https://wicg.github.io/page-lifecycle). */
  | 'freeze'
  | 'resume'
  /** The page goes: for good, or into the browser's back/forward cache. */
  | 'pagehide'
  /** It is there, or there again. */
  | 'pageshow'
  | 'offline'
  | 'online'
  /** More time has passed than a clock that runs can account for: the machine slept. */
  | 'jump'
  /** Timers come late, for the tab is hidden: watchdogs that only ask, since they are late, are looked after. */
  | 'late'

/** What is so. */
export interface Facts {
  readonly hidden: boolean
  readonly frozen: boolean
  readonly gone: boolean
  readonly offline: boolean
}

export type Deed =
  /** Asks the pool whether it is there, and dials at once if a dial is due later. */
  | 'probe'
  /** Drops what brought nothing since the look before, and asks the others. */
  | 'look'
  /** Closes the sockets. */
  | 'part'

/** What an event changes, and what is done besides what follows from the facts. */
export interface LifeRow {
  readonly facts: Partial<Facts>
  readonly deed?: Deed
}

/** The table. */
export const lifeTable: Readonly<Record<LifeEvent, LifeRow>> = {
  hidden: { facts: { hidden: true } },
  visible: { facts: { hidden: false }, deed: 'probe' },
  freeze: { facts: { frozen: true } },
  resume: { facts: { frozen: false }, deed: 'probe' },
  pagehide: { facts: { gone: true }, deed: 'part' },
  pageshow: { facts: { gone: false, frozen: false }, deed: 'probe' },
  offline: { facts: { offline: true } },
  online: { facts: { offline: false }, deed: 'probe' },
  jump: { facts: {}, deed: 'probe' },
  late: { facts: {}, deed: 'look' },
}

/** Where a page stands. */
export type LifeState =
  /** No connection is open: nothing is watched. Or the browser has not said yet whose turn it is (`exclusive`). */
  | 'idle'
  /** It takes calls, as soon as a pool is connected. */
  | 'serving'
  /** Hidden or frozen: no new calls. */
  | 'away'
  /** Another tab serves (`exclusive`): not connected. */
  | 'standby'
  /** The browser says that there is no network: nobody is dialled. */
  | 'offline'
  /** It has gone, perhaps into the back/forward cache: not connected. */
  | 'gone'

/** Whether it can't work: {@link Facts} that make no difference to anybody else. */
export function isAway(facts: Facts, servesHidden: boolean): boolean {
  return facts.gone || facts.frozen || (facts.hidden && !servesHidden)
}

/** In one word; the first that holds. `undefined`: nobody can say yet. */
export function stateOf(facts: Facts, servesHidden: boolean, whose: WhoseTurn): LifeState | undefined {
  if (facts.gone) return 'gone'
  if (isAway(facts, servesHidden)) return 'away'
  if (whose !== 'ours') return whose === 'theirs' ? 'standby' : undefined
  return facts.offline ? 'offline' : 'serving'
}
