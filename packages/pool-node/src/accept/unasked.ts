import { type Dialect, type HelloMessage, protocolVersions } from '@wsrpc/core'
import { randomUUID } from 'node:crypto'
import type { Offering } from '../roster/announcement.ts'
import type { HandshakeHost } from './handshake.ts'
import type { Session } from './session.ts'

/** Whom a session without a handshake is let in by. */
export interface UnaskedHost extends HandshakeHost {
  /** It takes calls from now on. */
  offers(session: Session, offering: Offering): void
}

/**
 * Lets somebody in whose dialect has no handshake: nothing is asked, and nothing is said. Who it is the HTTP request tells;
 * what it offers is what its path is for.
 */
export async function letIn(session: Session, host: UnaskedHost): Promise<void> {
  const { dialect, path } = session
  const hello = unsaidHello(dialect)
  const verdict = await host.judge(session, hello)
  if (session.link.ended !== undefined) return // it left, or its time was up
  if ('close' in verdict) {
    if (verdict.error !== undefined) host.onError(verdict.error)
    return session.link.close(verdict.close, verdict.reason)
  }
  host.join(session, hello, verdict.identity, dialect.features)
  session.begin()
  const { services, concurrency } = path.unasked
  host.offers(session, {
    type: 'status',
    services: Object.fromEntries(services.map((service) => [service, []])),
    concurrency,
    anything: true,
  })
}

/** What it would say at least. Each connection is an instance of its own, as nobody says which ones belong together. */
function unsaidHello({ name }: Dialect): HelloMessage {
  const instance = randomUUID()
  return { type: 'hello', versions: protocolVersions, agent: name, instance, features: [], limits: {} }
}
