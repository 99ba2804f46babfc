/**
 * The life of a connection, as one table.
 *
 * Rules:
 * 1. It dials until it is connected, and again whenever it is lost: `connecting` and `waiting` take turns.
 * 2. When the pool drains it says GOAWAY: the connection is `moving`. The old socket serves on, a new one is dialled. So it
 *    is when this side says it, to come back later: an exclusive tab that gave its turn up. Its dial waits for the turn.
 * 3. A lost one is dialled for in any case: whether the pool lets it go on (a resume) or takes it as a new one changes
 *    nothing here.
 * 4. `drain()` lets the calls in flight end, `close()` does not. Both end the dialling, and neither can be undone. Only
 *    where calls are open on a connection that has lost its socket, a drain dials for it as long as the pool keeps it.
 * 5. It is `closed` only when every socket it had is really closed.
 * 6. Anything that is not in the table is a bug of this package. A missing key is the rule.
 */

/** Where a connection stands. */
export type ConnectionState =
  /** A dial is under way, up to the pool's welcome. */
  | 'connecting'
  /** The next dial is due later: see the `backoff` option. Or nobody may be dialled now, in a browser: no network, no turn. */
  | 'waiting'
  /** It serves, and it may call. */
  | 'connected'
  /** The pool drains, or this side stepped back: the old socket is there until its calls ended, and a new one is dialled. */
  | 'moving'
  /** `drain()` was called: the calls in flight may end. Also after a fatal close while an old socket serves on. */
  | 'draining'
  /** `close()` was called: the sockets are closing. */
  | 'closing'
  /** The end. */
  | 'closed'

/** What can happen to a connection. */
export type ConnectionMove =
  /** A dial begins. */
  | 'dial'
  /** A dial failed; another will follow. */
  | 'failed'
  /** The pool welcomed us. */
  | 'welcome'
  /** The socket that was in use is lost. */
  | 'lost'
  /** The pool said GOAWAY, or this side did, to come back later. */
  | 'goAway'
  /** No dial now: there is no network, or it is another tab's turn. */
  | 'hold'
  | 'drain'
  | 'close'
  /** No socket is left, and none will follow. */
  | 'end'

type Moves = Readonly<Partial<Record<ConnectionMove, ConnectionState>>>

const stop: Moves = { drain: 'draining', close: 'closing', end: 'closed' }

/** The table. `undefined` at `connectionStates[state][move]` can't happen. */
export const connectionStates: Readonly<Record<ConnectionState, Moves>> = {
  connecting: { ...stop, welcome: 'connected', failed: 'waiting', hold: 'waiting' },
  waiting: { ...stop, dial: 'connecting' },
  connected: { ...stop, goAway: 'moving', lost: 'waiting' },
  // The dial that replaces the old socket may fail and begin anew meanwhile.
  moving: {
    ...stop,
    dial: 'moving',
    failed: 'moving',
    hold: 'moving',
    welcome: 'connected',
    lost: 'waiting',
  },
  // Only for the calls of a connection that lost its socket.
  draining: {
    lost: 'draining',
    dial: 'draining',
    failed: 'draining',
    hold: 'draining',
    welcome: 'draining',
    close: 'closing',
    end: 'closed',
  },
  closing: { end: 'closed' },
  closed: {},
}

/** Whether the application, or a fatal close, has ended it: nobody is dialled for new calls. */
export function isEnding(state: ConnectionState): boolean {
  return state === 'draining' || state === 'closing' || state === 'closed'
}

/** Where a move leads. @throws Error when the table has no such move: a bug. */
export function move(state: ConnectionState, by: ConnectionMove): ConnectionState {
  const next = connectionStates[state][by]
  if (next === undefined) throw new Error(`a connection that is ${state} can't ${by}: please report this bug`)
  return next
}
