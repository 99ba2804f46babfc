import type { HelloMessage, ResumeRequest, WelcomeMessage } from '@wsrpc/core'
import type { Identity } from '../roster/connection-info.ts'
import { Instance } from '../roster/instance.ts'
import type { Verdict } from './authenticate.ts'
import type { Session } from './session.ts'

/** What the handshake asks of the one who keeps the sessions. */
export interface HandshakeHost {
  judge(session: Session, hello: HelloMessage): Promise<Verdict>
  /** The session of a connection, if the secret is the connection's. */
  find(request: ResumeRequest): Session | undefined
  /** A new connection is in. */
  join(
    session: Session,
    hello: HelloMessage,
    identity: Identity | undefined,
    features: readonly string[],
  ): void
  /** `session` goes on over the socket of `fresh`, which is no session of its own any more. */
  resumed(session: Session, fresh: Session, identity: Identity | undefined): void
  onError(error: unknown): void
}

/** Answers a HELLO: turns its sender away, or lets it in, as a new connection or as one that was here before. */
export async function greet(session: Session, hello: HelloMessage, host: HandshakeHost): Promise<void> {
  // The secret is no business of the application, which may well log a HELLO.
  const { resume, ...shown } = hello
  const old = resume === undefined ? undefined : host.find(resume)
  const decided = old?.resumption?.window.hold()
  session.onLeave = decided
  try {
    const verdict = await host.judge(session, shown)
    if (session.link.ended !== undefined) return // it left, or its time was up
    if (!('close' in verdict)) return answer(session, hello, verdict, old, host)
    if (verdict.error !== undefined) host.onError(verdict.error)
    session.link.close(verdict.close, verdict.reason)
  } finally {
    decided?.()
  }
}

function answer(
  session: Session,
  hello: HelloMessage,
  { identity, version }: Extract<Verdict, { version: number }>,
  old: Session | undefined,
  host: HandshakeHost,
): void {
  const { resume } = hello
  const features = session.dialect.features.filter((feature) => hello.features.includes(feature))
  let refused: Pick<WelcomeMessage, 'resumed' | 'received'> = {}
  if (resume !== undefined) refused = { resumed: false }
  if (resume !== undefined && old?.link.ended === undefined && old !== undefined) {
    const instance = Instance.key(hello.instance, identity)
    const { received } = resume
    if (
      old.isResumableBy(
        { path: session.path.path, subprotocol: session.subprotocol, features, instance },
        received,
      )
    ) {
      old.goOn(session, version, received)
      return host.resumed(old, session, identity)
    }
    refused = { resumed: false, received: old.link.received }
    // Now, and not when its window ends: its slots would be counted twice.
    old.abandon(received)
    if (session.link.ended !== undefined) return // whoever heard of that closed the pool
  }
  host.join(session, hello, identity, features)
  session.welcome(version, hello.limits, refused)
}
