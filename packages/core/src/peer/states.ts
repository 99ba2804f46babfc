/**
 * The life of a peer, as one table.
 *
 * Rules:
 * 1. The dialler speaks first: HELLO. The acceptor answers WELCOME. Until then nothing else may be said.
 * 2. Once open, both ends may call and serve; only the dialler (a provider) has a STATUS.
 * 3. Who sends GOAWAY leaves: its receiver starts no new calls, the old ones finish. The one that leaves may
 *    still call, until it is closed. Both may leave at once.
 * 4. Anything that is not in the table is a breach, and ends the connection. A missing key is the rule.
 *
 * The diagrams in PROTOCOL.md are made from this table (scripts/state-diagrams.mjs).
 */

import type { MessageType, Role } from '../message.ts'

export type PeerState =
  /** Nothing was said yet. */
  | 'fresh'
  /** HELLO is out or in; WELCOME is awaited. */
  | 'greeted'
  /** Both may call. */
  | 'open'
  /** This side sent GOAWAY. */
  | 'leaving'
  /** The other side sent GOAWAY. */
  | 'left'
  /** Both did. */
  | 'parting'
  /** The end. */
  | 'closed'

type Moves = Readonly<Partial<Record<Exclude<MessageType, 'bad'>, PeerState>>>

/** What may be sent and received in a state, and where that leads. */
export interface StateRow {
  readonly send: Moves
  readonly receive: Moves
}

function stay(state: PeerState, ...types: readonly (keyof Moves)[]): Moves {
  return Object.fromEntries(types.map((type) => [type, state]))
}

const streams = ['item', 'end', 'fail', 'credit'] as const
const answers = ['result', 'error', 'refuse', 'cancel', ...streams, 'ping', 'pong'] as const
const work = ['call', 'notify', ...answers] as const
const nothing: Moves = {}

/** From the open on. `says` and `hears`: what only one side has to say, or the other. */
function talk(
  says: readonly (keyof Moves)[],
  hears: readonly (keyof Moves)[],
): Omit<Record<PeerState, StateRow>, 'fresh' | 'greeted'> {
  return {
    open: {
      send: { ...stay('open', ...work, ...says), goAway: 'leaving' },
      receive: { ...stay('open', ...work, ...hears), goAway: 'left' },
    },
    leaving: {
      send: stay('leaving', ...work, ...says),
      receive: { ...stay('leaving', ...work, ...hears), goAway: 'parting' },
    },
    left: {
      send: { ...stay('left', ...answers, ...says), goAway: 'parting' },
      receive: { ...stay('left', ...work, ...hears), goAway: 'left' },
    },
    parting: {
      send: stay('parting', ...answers, ...says),
      receive: { ...stay('parting', ...work, ...hears), goAway: 'parting' },
    },
    closed: { send: nothing, receive: nothing },
  }
}

const dialler: Readonly<Record<PeerState, StateRow>> = {
  fresh: { send: { hello: 'greeted' }, receive: nothing },
  greeted: { send: nothing, receive: { welcome: 'open' } },
  ...talk(['status'], []),
}

const acceptor: Readonly<Record<PeerState, StateRow>> = {
  fresh: { send: nothing, receive: { hello: 'greeted' } },
  greeted: { send: { welcome: 'open' }, receive: nothing },
  ...talk([], ['status']),
}

/** The table. `undefined` at `peerStates[role][state].receive[type]` is a breach. */
export const peerStates: Readonly<Record<Role, Readonly<Record<PeerState, StateRow>>>> = { dialler, acceptor }
