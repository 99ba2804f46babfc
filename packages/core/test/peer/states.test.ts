import { describe, expect, it } from 'vitest'
import type { RpcError } from '../../src/errors.ts'
import type { MessageType, Role } from '../../src/message.ts'
import { IncomingCall } from '../../src/peer/calls.ts'
import { peerStates, type PeerState } from '../../src/peer/states.ts'
import { inState, type Scene } from './in-state.ts'
import { calling, ProbeCall } from './probe-call.ts'
import { hello, sample, status, welcome } from './samples.ts'

type Type = Exclude<MessageType, 'bad'>

const roles: readonly Role[] = ['dialler', 'acceptor']
const states: readonly PeerState[] = ['fresh', 'greeted', 'open', 'leaving', 'left', 'parting', 'closed']
const types: readonly Type[] = [
  ...(['hello', 'welcome', 'status', 'goAway', 'call', 'notify'] as const),
  ...(['result', 'error', 'refuse', 'cancel', 'item', 'end', 'fail', 'credit', 'ping', 'pong'] as const),
]

// The same rules once more, written from the other end: by type of message, and not by state. What a cell holds is
// the state that follows.

const living: readonly PeerState[] = ['open', 'leaving', 'left', 'parting']

function afterSending(role: Role, state: PeerState, type: Type): PeerState | undefined {
  if (type === 'hello') return role === 'dialler' && state === 'fresh' ? 'greeted' : undefined
  if (type === 'welcome') return role === 'acceptor' && state === 'greeted' ? 'open' : undefined
  if (!living.includes(state)) return undefined
  if (type === 'status') return role === 'dialler' ? state : undefined
  if (type === 'goAway') return state === 'open' ? 'leaving' : state === 'left' ? 'parting' : undefined
  if (type === 'call' || type === 'notify') {
    return state === 'open' || state === 'leaving' ? state : undefined
  }
  return state
}

function afterReceiving(role: Role, state: PeerState, type: Type): PeerState | undefined {
  if (type === 'hello') return role === 'acceptor' && state === 'fresh' ? 'greeted' : undefined
  if (type === 'welcome') return role === 'dialler' && state === 'greeted' ? 'open' : undefined
  if (!living.includes(state)) return undefined
  if (type === 'status') return role === 'acceptor' ? state : undefined
  if (type === 'goAway') return state === 'open' || state === 'left' ? 'left' : 'parting'
  return state
}

const error = { code: 'ABORTED', message: 'no', execution: 'finished' } as const
const stranger = new IncomingCall(4444, 'S.m', [], Infinity, undefined)

/** Does what would put a message of each type on the wire. */
const attempts: { readonly [T in Type]: (scene: Scene) => void } = {
  hello: ({ end }) => end.peer.hello(hello),
  welcome: ({ end }) => end.peer.welcome(welcome),
  status: ({ end }) => end.peer.status(status),
  goAway: ({ end }) => end.peer.goAway({ type: 'goAway' }),
  call: ({ end }) => void calling(end),
  notify: ({ end }) => end.peer.notify('S.m', [], undefined),
  result: ({ end, incoming }) => void end.peer.answer(incoming ?? stranger, 1),
  error: ({ end, incoming }) => void end.peer.fail(incoming ?? stranger, error),
  refuse: ({ end, incoming }) => end.peer.refuse(incoming ?? stranger, 'full'),
  cancel: ({ end, outgoing }) => void end.peer.cancel(outgoing ?? new ProbeCall()),
  item: ({ source }) => {
    source?.stream?.give(1)
    source?.stream?.item(1)
  },
  end: ({ source }) => source?.stream?.finished(),
  fail: ({ source }) => source?.stream?.finished(error),
  credit: ({ consumed }) => consumed?.ask(),
  ping: ({ end }) => {
    if (living.includes(end.peer.state)) end.peer.beat({ interval: 10, misses: 9 }, 0)
    end.peer.tick(100)
  },
  pong: ({ end }) => end.peer.receive({ type: 'ping', nonce: 1 }, 0),
}

/** What is thrown where it may not be sent; nothing where asking is harmless. */
const refusals: { readonly [T in Type]?: string } = {
  hello: 'FAILED_PRECONDITION',
  welcome: 'FAILED_PRECONDITION',
  status: 'FAILED_PRECONDITION',
  call: 'UNAVAILABLE',
  notify: 'UNAVAILABLE',
}

const cells = roles.flatMap((role) =>
  states.flatMap((state) => types.map((type) => ({ role, state, type }) as const)),
)

describe('the state table', () => {
  it('has every role and state, and no other', () => {
    for (const role of roles) expect(Object.keys(peerStates[role]).sort()).toEqual([...states].sort())
  })

  it.each(cells)('$role, $state: $type', ({ role, state, type }) => {
    const row = peerStates[role][state]
    expect({ send: row.send[type], receive: row.receive[type] }).toEqual({
      send: afterSending(role, state, type),
      receive: afterReceiving(role, state, type),
    })
  })
})

describe('a peer follows the table', () => {
  it.each(cells)('$role, $state, sends $type', ({ role, state, type }) => {
    const scene = inState(role, state)
    const next = afterSending(role, state, type)
    let code: unknown
    try {
      attempts[type](scene)
    } catch (error) {
      code = (error as RpcError).code
    }
    const sent = scene.end.wire.map((message) => message.type)
    expect({ sent, code }).toEqual({
      // Behind a GOAWAY a PING: its PONG tells that it was heard.
      sent: next === undefined ? [] : type === 'goAway' ? [type, 'ping'] : [type],
      code: next === undefined ? refusals[type] : undefined,
    })
    // What is refused leaves the state as it was. (PING and PONG come of other things, which may be breaches.)
    const untouched = type === 'ping' || type === 'pong' ? scene.end.peer.state : state
    expect(scene.end.peer.state).toBe(next ?? untouched)
  })

  it.each(cells)('$role, $state, receives $type', ({ role, state, type }) => {
    const { end } = inState(role, state)
    const next = afterReceiving(role, state, type)
    end.peer.receive(sample(type, role), 0)
    const reason = `${type} is not allowed here (${role}, ${state})`
    expect({ breaches: end.breaches, state: end.peer.state }).toEqual({
      breaches: next === undefined && state !== 'closed' ? [{ close: 'malformed', reason }] : [],
      state: next ?? 'closed',
    })
  })
})
