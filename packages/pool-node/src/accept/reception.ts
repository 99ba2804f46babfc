import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  type Alarm,
  closeCodes,
  type DescribeError,
  describeError,
  Gate,
  type HelloMessage,
  type Interceptor,
  isRpcError,
  type Limits,
  type LinkEnd,
  type ResumeRequest,
  RpcError,
  type ServedCall,
  Server,
} from '@wsrpc/core'
import type { Offering } from '../roster/announcement.ts'
import type { Identity } from '../roster/connection-info.ts'
import { PoolConnection } from '../roster/instance.ts'
import type { Roster } from '../roster/roster.ts'
import type { Traffic } from '../stats/traffic.ts'
import { authenticate, type Verdict } from './authenticate.ts'
import type { BoundPath } from './bound-path.ts'
import { anyOf, type Spoken, subprotocolsOf } from './dialects.ts'
import { greet } from './handshake.ts'
import { Resumption } from './resume.ts'
import { ResumeWindow } from './resume-window.ts'
import { type CountingTransport, Session, type SessionHost } from './session.ts'
import { letIn, type UnaskedHost } from './unasked.ts'

export interface ReceptionOptions {
  readonly alarm: Alarm
  readonly limits: Limits
  readonly heartbeat: { readonly interval: number; readonly misses: number }
  /** In ms; 0: nobody may come back. */
  readonly resumeWindow: number
  readonly exposeErrors: boolean
  readonly handlerInterceptors: readonly Interceptor<ServedCall>[] | undefined
  readonly roster: Roster
  readonly onConnect: (connection: PoolConnection, how: { readonly resumed: boolean }) => void
  readonly onDisconnect: (
    connection: PoolConnection,
    end: LinkEnd,
    how: { readonly resumable: boolean },
  ) => void
  /** It goes on over another socket: it may get calls in a moment. */
  readonly onResume: (connection: PoolConnection) => void
  /** A session has no call open any more, or is gone. */
  readonly onQuiet: () => void
  readonly onError: (error: unknown) => void
}

/** What came that nobody can use: counted, and dropped. */
export interface Oddities {
  /** Answers, items and ends that came for no call and no stream. */
  late: number
  /** Notifies that could not be read. */
  badNotifies: number
  /** Messages of a type that this version does not know. */
  ignored: number
}

type Counts = Oddities & { -readonly [Name in keyof Traffic]: Traffic[Name] }

function addCounts(sum: Counts, session: Session): void {
  const { link } = session
  sum.late += link.peer.counters.late
  sum.badNotifies += link.peer.counters.badNotifies
  sum.ignored += link.ignored
  sum.bytesReceived += session.bytesReceived
  sum.bytesSent += session.bytesSent
}

/** How a socket ended that was replaced before anybody saw that it was dead. */
const movedOn: LinkEnd = {
  code: closeCodes.silent.code,
  reason: 'another socket takes its place',
  local: true,
}

/** Takes who comes through the door, makes each known to the roster, and serves what providers call. */
export class Reception implements SessionHost, UnaskedHost {
  readonly alarm: Alarm
  readonly limits: Limits
  readonly heartbeat: { readonly interval: number; readonly misses: number }
  readonly describeError: DescribeError | undefined
  /** How many connections came back and went on. */
  resumes: number = 0
  /** By connection id: all that there are, also those that nobody knows yet. */
  readonly #sessions = new Map<string, Session>()
  readonly #options: ReceptionOptions
  #leaving = false
  readonly #past: Counts = { late: 0, badNotifies: 0, ignored: 0, bytesReceived: 0, bytesSent: 0 }
  readonly #requests = new WeakMap<Session, IncomingMessage>()

  constructor(options: ReceptionOptions) {
    this.#options = options
    this.alarm = options.alarm
    this.limits = options.limits
    this.heartbeat = options.heartbeat
    this.describeError = options.exposeErrors ? undefined : this.#conceal
  }

  /** Over all sessions that there ever were. */
  get counts(): Oddities & Traffic {
    const all = { ...this.#past }
    for (const session of this.#sessions.values()) addCounts(all, session)
    return all
  }

  /** How many are not through the handshake. */
  get handshakes(): number {
    return this.#sessions.size - this.#options.roster.connections.size
  }

  /** After {@link drain}: whether every connection has heard it and has no call open, so that closing loses none. */
  get isQuiet(): boolean {
    for (const session of this.#sessions.values()) if (!session.link.peer.isQuiet) return false
    return true
  }

  /** How many calls of providers are not answered. */
  get serving(): number {
    let serving = 0
    for (const session of this.#sessions.values()) serving += session.link.peer.incoming
    return serving
  }

  /** How many streams are open, in both directions. */
  get streams(): number {
    let streams = 0
    for (const session of this.#sessions.values()) streams += session.link.peer.streams
    return streams
  }

  /** A transport is open. `spoken` is undefined when the two sides have nothing in common. */
  arrived(
    path: BoundPath,
    request: IncomingMessage,
    spoken: Spoken | undefined,
    transport: CountingTransport,
  ): void {
    const session = new Session(randomUUID(), path, spoken ?? anyOf(path.dialects), transport, this)
    this.#sessions.set(session.id, session)
    this.#requests.set(session, request)
    if (this.#leaving) return session.end('goingAway', 'the pool leaves')
    if (spoken === undefined) {
      session.end('dialect', `offer one of these subprotocols: ${subprotocolsOf(path.dialects).join(', ')}`)
    } else if (!spoken.dialect.handshake) void letIn(session, this)
  }

  /** Announces to all that the pool leaves. */
  drain(): void {
    this.#leaving = true
    for (const session of this.#sessions.values()) {
      // Who is away could not come back: a pool that leaves takes nobody.
      if (session.link.interrupted) session.abandon()
      else if (session.connection === undefined) session.end('goingAway', 'the pool drains')
      else session.goAway()
    }
  }

  /** Ends all connections. */
  close(): void {
    this.#leaving = true
    for (const session of this.#sessions.values()) {
      if (session.link.interrupted) session.abandon()
      else session.end('goingAway', 'the pool closes')
    }
  }

  // ---- for the sessions

  judge(session: Session, hello: HelloMessage): Promise<Verdict> {
    return authenticate(this.#requests.get(session) as IncomingMessage, hello, session.path.join)
  }

  onHello(session: Session, hello: HelloMessage): void {
    void greet(session, hello, this)
  }

  find({ connection, secret }: ResumeRequest): Session | undefined {
    const session = this.#sessions.get(connection)
    return session?.resumption?.proves(secret) === true ? session : undefined
  }

  join(
    session: Session,
    hello: HelloMessage,
    identity: Identity | undefined,
    features: readonly string[],
  ): void {
    const { roster, resumeWindow } = this.#options
    const instance = roster.instance(hello.instance, identity, hello.name)
    const { id, subprotocol, path } = session
    const remoteAddress = this.#addressOf(session)
    // Its headers have been judged, and there may be many thousand who are in.
    this.#requests.delete(session)
    const { name } = hello
    const since = Date.now()
    const facts = { id, path: path.path, remoteAddress, subprotocol, since, name, identity }
    const connection = new PoolConnection(facts, instance, session)
    roster.add(connection, path.binding)
    session.connection = connection
    session.server = this.#server(session)
    // Nearly always all that there are: one list for many thousand.
    const { features: all } = session.dialect
    session.features = features.length === all.length ? all : features
    if (resumeWindow > 0 && features.includes('resume')) {
      session.resumption = new Resumption(new ResumeWindow(resumeWindow, this.alarm, session))
    }
  }

  resumed(session: Session, fresh: Session, identity: Identity | undefined): void {
    const { onConnect, onDisconnect, onResume, roster } = this.#options
    this.#forget(fresh)
    session.resumption?.window.close()
    this.resumes++
    const connection = session.connection as PoolConnection
    const { interrupted } = connection
    onResume(connection)
    roster.resume(connection, { identity, remoteAddress: this.#addressOf(fresh) })
    if (connection.status === undefined) return
    // Its old socket was half open: nobody has heard that it is lost.
    if (!interrupted) onDisconnect(connection, movedOn, { resumable: true })
    if (connection.end === undefined) onConnect(connection, { resumed: true })
  }

  #server(session: Session): Server | undefined {
    const { alarm, limits } = this
    const registry = session.path.callbacks
    if (registry === undefined) return undefined
    const { exposeErrors, handlerInterceptors, onError } = this.#options
    return new Server({
      registry,
      alarm,
      gate: new Gate(limits.maxCalls),
      report: onError,
      ...(handlerInterceptors === undefined ? {} : { interceptors: handlerInterceptors }),
      ...(exposeErrors ? {} : { describeError: this.#conceal }),
    })
  }

  offers({ connection }: Session, offering: Offering): void {
    if (connection !== undefined && connection.end === undefined) this.onStatus(connection, offering)
  }

  onStatus(connection: PoolConnection, status: Offering): void {
    const isFirst = connection.status === undefined
    this.#options.roster.update(connection, status)
    // Not before it said what it offers: listeners want to see that.
    if (isFirst) this.#options.onConnect(connection, { resumed: false })
  }

  onGoAway(connection: PoolConnection): void {
    connection.draining = true
    this.#options.roster.refresh(connection.of)
  }

  onRoom(connection: PoolConnection): void {
    connection.blocked = false
    this.#options.roster.refresh(connection.of)
  }

  onQuiet(): void {
    this.#options.onQuiet()
  }

  onInterrupted(session: Session, end: LinkEnd): void {
    const { connection, resumption } = session
    if (this.#leaving || connection === undefined || resumption === undefined) return session.abandon()
    this.#options.roster.interrupt(connection)
    resumption.window.open()
    if (connection.status !== undefined) this.#options.onDisconnect(connection, end, { resumable: true })
  }

  onEnd(session: Session, end: LinkEnd): void {
    const { connection } = session
    this.#forget(session)
    if (connection !== undefined) {
      this.#options.roster.remove(connection, end)
      if (connection.status !== undefined) this.#options.onDisconnect(connection, end, { resumable: false })
    }
    this.#options.onQuiet()
  }

  #forget(session: Session): void {
    this.#sessions.delete(session.id)
    addCounts(this.#past, session)
  }

  #addressOf(session: Session): string | undefined {
    return this.#requests.get(session)?.socket?.remoteAddress
  }

  onError(error: unknown): void {
    this.#options.onError(error)
  }

  /** What the pool's own methods throw is nobody's business outside: the caller gets an id that the log has too. */
  readonly #conceal: DescribeError = (error, method) => {
    if (isRpcError(error)) return describeError(error)
    const id = randomUUID()
    this.onError(new RpcError('INTERNAL', `${method} failed (error ${id})`, { cause: error }))
    return {
      code: 'INTERNAL',
      message: `${method} failed; the pool's log has it as error ${id}`,
      execution: 'finished',
    }
  }
}
