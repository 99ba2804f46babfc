import type { Message, Role } from '../../src/message.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import type { IncomingStream } from '../../src/peer/incoming-stream.ts'
import type { PeerState } from '../../src/peer/states.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { calling, type ProbeCall } from './probe-call.ts'
import { ProbeSink, ProbeSource } from './probe-stream.ts'
import { hello } from './samples.ts'

export interface Scene {
  readonly end: PeerEnd
  readonly other: PeerEnd
  /** A call of this end that is open, where the state has been open. */
  readonly outgoing: ProbeCall | undefined
  /** A call that this end owes an answer, where the state has been open. */
  readonly incoming: IncomingCall | undefined
  /** The source of a stream in the params of {@link outgoing}. */
  readonly source: ProbeSource | undefined
  /** The stream in the params of {@link incoming}. */
  readonly consumed: IncomingStream | undefined
}

const goAway = { type: 'goAway' } as const

/** A peer that was brought into a state the way that it gets there in life. */
export function inState(role: Role, state: PeerState): Scene {
  if (state === 'fresh' || state === 'greeted') return inHandshake(role, state)
  const { dialler, acceptor } = peerPair()
  const [end, other] = role === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
  const source = new ProbeSource()
  end.peer.produce(source)
  const outgoing = calling(end)
  end.deliver(other, 0)
  const theirs = other.peer.produce(new ProbeSource())
  calling(other)
  const consumed = end.peer.consume(theirs, new ProbeSink())
  end.peer.receive(other.wire.shift() as Message, 0, [consumed])
  if (state === 'leaving' || state === 'parting') end.peer.goAway(goAway)
  if (state === 'left' || state === 'parting') end.peer.receive(goAway, 0)
  if (state === 'closed') end.close()
  end.wire.length = 0
  return { end, other, outgoing, incoming: end.calls[0], source, consumed }
}

function inHandshake(role: Role, state: PeerState): Scene {
  const { dialler, acceptor } = peerPair({ fresh: true })
  const [end, other] = role === 'dialler' ? [dialler, acceptor] : [acceptor, dialler]
  if (state === 'greeted') {
    if (role === 'dialler') end.peer.hello(hello)
    else end.peer.receive(hello, 0)
  }
  end.wire.length = 0
  return { end, other, outgoing: undefined, incoming: undefined, source: undefined, consumed: undefined }
}
