import {
  type GoAwayMessage,
  isFatalClose,
  type LinkEnd,
  type RpcError,
  type Speaker,
  Timer,
  type WelcomeMessage,
} from '@wsrpc/core'
import type { OpenSocket } from './attempt.ts'
import { Caller } from './calls/caller.ts'
import { Dialler, type DiallerHost } from './dialler.ts'
import { closedBefore, endError, isFault, unwritten } from './ends.ts'
import type { ConnectionEvents } from './events.ts'
import { Keeper } from './keeper.ts'
import { type ConnectionMove, type ConnectionState, isEnding, move } from './lifecycle.ts'
import type { ConnectSettings, UrlSource } from './options.ts'
import { Milestones } from './milestones.ts'
import { redirectOf } from './redirect.ts'
import { Session, type SessionHost } from './session.ts'
import type { Shared } from './shared.ts'
import { refuseUnsaid } from './unasked.ts'

/** How long a drain may take, in ms, when nothing is said: 30 s. */
export const defaultDrainTimeout: number = 30_000

type Closed = ConnectionEvents['closed'][0]

/** What is behind a connection: its sockets, its dials, and where it stands. Follows the table in lifecycle.ts. */
export class Standing implements SessionHost, DiallerHost {
  /** `closed` when no socket is left, and none will follow. */
  readonly milestones: Milestones = new Milestones()
  readonly caller: Caller
  /** The current socket is lost, and the application knows: for who looks after the connection beside it. */
  onLost: (() => void) | undefined
  readonly #dialler: Dialler
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #speaker: Speaker<ConnectionEvents>
  readonly #onClosed: () => void
  readonly #drainTimer: Timer
  /** Has the one that was current and lost its socket, as long as the pool may let it go on. */
  readonly #keeper: Keeper
  /** All that live: at most one candidate, one current, one kept (never with a current); the others are being left. */
  readonly #sessions = new Set<Session>()
  /** The one that greeted and was not welcomed yet. */
  #candidate: Session | undefined
  /** The newest that was welcomed, while it lives. */
  #current: Session | undefined
  #state: ConnectionState = 'connecting'
  #paused = false
  #away = false
  /** How it ends. */
  #end: Closed = { reason: '' }

  constructor(
    shared: Shared,
    url: UrlSource,
    settings: ConnectSettings,
    speaker: Speaker<ConnectionEvents>,
    onClosed: () => void,
  ) {
    this.#shared = shared
    this.#settings = settings
    this.#speaker = speaker
    this.#onClosed = onClosed
    const { alarm, interceptors } = shared
    // The native dialect knows by what is acknowledged. Any other one asks its transport, and few of them tell.
    const tellsRoom = settings.dialect.features.includes('parts')
    this.caller = new Caller({ alarm, interceptors: interceptors.calls, tellsRoom })
    this.#dialler = new Dialler(shared, settings, url, this)
    this.#keeper = new Keeper(alarm)
    this.#drainTimer = new Timer(alarm, () => this.#closeSockets('goingAway'))
  }

  get state(): ConnectionState {
    return this.#state
  }

  get paused(): boolean {
    return this.#paused || this.#away
  }
  set paused(paused: boolean) {
    this.#paused = paused
    this.sendStatus()
  }

  /** As {@link paused}, for reasons of the surroundings: it must not undo what the application said. */
  set away(away: boolean) {
    if (this.#away === away) return
    this.#away = away
    this.sendStatus()
  }

  get sessions(): ReadonlySet<Session> {
    return this.#sessions
  }

  /** @throws RpcError UNIMPLEMENTED: the pool can't be told of a pause. */
  refusePaused(): void {
    refuseUnsaid(this.#settings.dialect, 'paused', 'close the connection, and connect again')
  }

  /** Begins. Nothing is told before. */
  start(): void {
    if (isEnding(this.#state)) return
    const { signal } = this.#settings
    signal?.addEventListener('abort', this)
    if (signal?.aborted === true) this.close()
    else this.#dialler.dial()
  }

  /** For the signal. */
  handleEvent(): void {
    this.close()
  }

  sendStatus(): void {
    for (const session of this.#sessions) session.sendStatus()
  }

  /** Nobody is dialled from now on. What is under way is given up, up to the welcome: nobody failed. */
  hold(): void {
    this.#dialler.hold()
    const candidate = this.#candidate
    if (candidate === undefined) return
    this.#candidate = undefined
    this.#keeper.giveUp(candidate)
    if (this.#dials) this.#dialler.dial()
  }

  /** The dial that is due, or was given up, begins now. */
  release(): void {
    this.#dialler.release()
  }

  /** As {@link release}, where nothing was held: something has changed for the better. */
  hurry(): void {
    this.#dialler.hurry()
  }

  /** Leaves the pool, to come back at the next dial: the calls in flight may end, on the sockets that they have. */
  stepBack(reason: string): void {
    if (isEnding(this.#state)) return
    // One that has lost its socket may go on as it was, if the next dial comes in time.
    for (const session of this.#sessions) if (!session.link.interrupted) session.leave(reason)
    if (this.#state === 'connected') this.#replace()
  }

  /** Lets the calls in flight end, both ways, then closes. If their socket is lost, it dials for them once more. */
  drain(timeout: number): void {
    if (isEnding(this.#state)) return
    this.#leave({ code: 1001, reason: 'drain() was called' }, closedBefore('drain() was called'), timeout)
  }

  close(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    const begins = !isEnding(this.#state)
    this.#move('close')
    if (begins) this.#stop({ code: 1000, reason: 'close() was called' }, closedBefore('close() was called'))
    this.#dialler.stop()
    this.caller.close()
    this.#closeSockets('normal')
    this.#endIfGone()
  }

  // ---- told by the dialler

  onDial(): void {
    this.#move('dial')
  }

  onHold(): void {
    this.#move('hold')
  }

  onOpen(socket: OpenSocket): void {
    const resume = this.#keeper.ask()
    try {
      const session = new Session(this.#shared, this.#settings, socket, this)
      session.greet(socket.token, resume)
      this.#sessions.add(session)
      this.#candidate = session
      session.begin()
    } catch (cause) {
      // Not by the link: what it would have to write first may fail for the same reason.
      socket.transport.terminate()
      this.onFailed(unwritten(socket.url, cause), 0)
      this.#keeper.unanswered()
    }
  }

  onFailed(error: RpcError, retryAfter: number): void {
    this.#speaker.error(error)
    if (!this.#dials) return // the listener closed it
    const failures = this.#dialler.failed()
    const { maxAttempts } = this.#settings
    if (failures < maxAttempts) {
      this.#move('failed')
      this.#dialler.later(retryAfter)
    } else {
      this.#giveUp({ reason: `${failures} dials in a row failed (maxAttempts: ${maxAttempts})` }, error)
    }
  }

  // ---- told by the sessions

  onWelcome(session: Session, welcome: WelcomeMessage): void {
    this.#candidate = undefined
    // Before its successor is used: what did not start there goes first.
    this.#keeper.abandon(welcome.received)
    // It was dialled for the calls that have just ended; or one of those who heard of that closed the connection.
    if (isEnding(this.#state)) return session.link.close('goingAway')
    this.#letIn(session)
    this.#begin(session, false)
  }

  onResumed(fresh: Session, received: number | undefined): void {
    const session = received === undefined ? undefined : this.#keeper.take(received)
    if (received === undefined || session === undefined) {
      this.#keeper.abandon()
      return fresh.link.close('malformed', 'the connection that WELCOME resumes can not go on here')
    }
    this.#candidate = undefined
    this.#sessions.delete(fresh)
    this.#letIn(session)
    session.resume(fresh, received)
    // Not if that socket is lost already, or was all that a drain had to hear.
    if (session === this.#current) this.#begin(session, true)
    // It was left before it lost its socket: it ends its calls, and the pool sends new ones over another.
    if (session.isLeaving && this.#state === 'connected') this.#replace()
  }

  onGoAway(session: Session, goAway: GoAwayMessage): void {
    if (session !== this.#current || this.#state !== 'connected') return
    this.caller.use(undefined)
    const redirect = redirectOf(goAway.url, session.url, this.#settings.redirects, (it) => this.report(it))
    if (this.#state !== 'connected') return // the listener closed it
    this.#move('goAway')
    this.#dialler.move(redirect, goAway.retryAfter ?? 0)
  }

  onRoom(): void {
    this.caller.flush()
  }

  onInterrupted(session: Session, end: LinkEnd): void {
    // A pool that said GOAWAY sent us elsewhere, where nobody knows of this connection: what is lost there is lost. So is
    // what an old socket had beside a new one: a dial for it would make two. A drain, though, goes on: with nothing to
    // wait for it would have closed.
    if (session !== this.#current || session.link.peer.isLeft) return session.link.abandon(end)
    this.#current = undefined
    this.#keeper.keep(session, end)
    this.#lost(session, end)
  }

  onEnd(session: Session, end: LinkEnd): void {
    if (session === this.#candidate) {
      this.#candidate = undefined
      if (!this.#dials) return
      const error = endError(session.url, end, false)
      if (!isFatalClose(end.code)) {
        this.onFailed(error, 0)
        return this.#keeper.unanswered()
      }
      this.#speaker.error(error)
      this.#giveUp({ code: end.code, reason: end.reason }, error)
    } else if (session === this.#current) {
      this.#current = undefined
      this.#lost(session, end)
    }
  }

  onGone(session: Session): void {
    this.#sessions.delete(session)
    // The drain has lost what it dialled for.
    if (this.#state === 'draining' && this.#current === undefined && !this.#dials) {
      this.#dialler.stop()
      this.caller.close()
    }
    this.#endIfGone()
  }

  report(error: RpcError): void {
    this.#speaker.error(error)
  }

  // ---- what follows

  /** Whether dials follow when one fails. */
  get #dials(): boolean {
    return !isEnding(this.#state) || this.#keeper.session !== undefined
  }

  #letIn(session: Session): void {
    this.#current = session
    this.#dialler.welcomed()
    this.#move('welcome')
    this.milestones.letIn()
  }

  #begin(session: Session, resumed: boolean): void {
    session.sendStatus()
    this.caller.use(session.link)
    this.#speaker.tell('connected', { resumed, id: session.id })
  }

  /** The current one has no socket any more; if it is not kept, it is gone for good. */
  #lost(session: Session, end: LinkEnd): void {
    const { code, reason } = end
    const ending = isEnding(this.#state)
    const willRetry = this.#keeper.session === session || (!ending && !isFatalClose(code))
    if (willRetry) this.caller.use(undefined)
    else this.caller.close()
    if (willRetry) this.#dialAgain()
    this.#speaker.tell('disconnected', { code, reason, willRetry })
    if (isFault(end) && !ending) this.#speaker.error(endError(session.url, end, true))
    if (!willRetry) this.#giveUp({ code, reason }, endError(session.url, end, true))
    this.onLost?.()
  }

  /** This side leaves the current one: another is dialled beside it. */
  #replace(): void {
    this.#move('goAway')
    this.#dialler.begin()
  }

  #dialAgain(): void {
    const wasMoving = this.#state === 'moving'
    this.#move('lost')
    if (!wasMoving) {
      this.#dialler.lost()
      this.#dialler.later(0)
    } else if (!this.#dialler.waiting) {
      this.#move('dial') // the dial that began at GOAWAY goes on
    }
  }

  /** There is no point in dialling on. A socket that is being left may end its calls. */
  #giveUp(end: Closed, why: RpcError): void {
    this.#keeper.abandon()
    if (!isEnding(this.#state)) this.#leave(end, why, defaultDrainTimeout)
  }

  #leave(end: Closed, why: RpcError, timeout: number): void {
    this.#move('drain')
    this.#stop(end, why)
    this.#drainTimer.set(timeout)
    if (this.#keeper.session?.isIdle === true) this.#keeper.abandon()
    const { session: kept } = this.#keeper
    if (kept === undefined) this.#dialler.stop()
    if (kept === undefined && this.#current?.link.peer.mayCall !== true) this.caller.close()
    for (const session of this.#sessions) {
      const isForKept = session === this.#candidate && kept !== undefined
      if (!isForKept) session.leave(end.reason)
    }
    this.#endIfGone()
  }

  #stop(end: Closed, why: RpcError): void {
    this.#end = end
    this.#settings.signal?.removeEventListener('abort', this)
    this.milestones.refuse(why)
  }

  #closeSockets(name: 'normal' | 'goingAway'): void {
    this.#keeper.abandon()
    for (const session of this.#sessions) session.link.close(name)
  }

  #endIfGone(): void {
    if (this.#sessions.size > 0 || this.#state === 'closed' || !isEnding(this.#state)) return
    this.#move('end')
    this.#drainTimer.clear()
    this.caller.close()
    this.#shared.alarm.rest()
    this.#onClosed()
    this.#speaker.tell('closed', this.#end)
    this.milestones.end()
  }

  #move(by: ConnectionMove): void {
    this.#state = move(this.#state, by)
  }
}
