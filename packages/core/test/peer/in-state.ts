import type { Role } from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import type { PeerState } from '../../src/peer/states.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { calling, type ProbeCall } from './probe-call.ts'
import { hello } from './samples.ts'

export interface Scene {
  readonly end: PeerEnd
  readonly other: PeerEnd
  /** A call of this end that is open, where the state has been open. */
  readonly outgoing: ProbeCall | undefined
  /** A call that this end owes an answer, where the state has been open. */
  readonly incoming: IncomingCall | undefined
}

const goAway = { type: 'goAway' } as const

/** A peer that was brought into a state the way that it gets there in life. */
export function inState(role: Role, state: PeerState): Scene {
  if (state === 'fresh' || state === 'greeted') return inHandshake(role, state)
  const { dialler, acceptor } = peerPair()
  const [end, other] = role === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
  const outgoing = calling(end)
  calling(other)
  end.deliver(other, 0)
  other.deliver(end, 0)
  if (state === 'leaving' || state === 'parting') end.peer.goAway(goAway)
  if (state === 'left' || state === 'parting') end.peer.receive(goAway, 0)
  if (state === 'closed') end.peer.close()
  end.wire.length = 0
  return { end, other, outgoing, incoming: end.calls[0] }
}

function inHandshake(role: Role, state: PeerState): Scene {
  const { dialler, acceptor } = peerPair({ fresh: true })
  const [end, other] = role === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
  if (state === 'greeted') {
    if (role === 'dialler') end.peer.hello(hello)
    else end.peer.receive(hello, 0)
  }
  end.wire.length = 0
  return { end, other, outgoing: undefined, incoming: undefined }
}
