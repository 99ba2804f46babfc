import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import type { OutgoingMessage } from '@wsrpc/core'
import { WebSocket, WebSocketServer } from 'ws'
import type { GoCodec, GoRole, Kind } from './go-peer.ts'
import { dialectFor, Stage } from './stage.ts'
import { bytesTo, goRecord, record, typesOf } from './values.ts'

/** A whole WebSocket message, as hexadecimal digits. */
interface Said {
  readonly by: 'go' | 'us'
  readonly hex: string
}

/** What was said on one connection, and what the caller was told, where that is our side. */
export interface Session {
  readonly messages: readonly Said[]
  readonly outcomes: readonly unknown[]
}

export const sessionNames = ['provider', 'callee', 'pool', 'caller'].flatMap((role) =>
  ['json', 'gob'].map((codec) => `a Go ${role} by ${codec}`),
)

function partsOf(name: string): { readonly role: GoRole; readonly codec: GoCodec } {
  const [, role, codec] = /^a Go (\w+) by (\w+)$/.exec(name) as unknown as [string, GoRole, GoCodec]
  return { role, codec }
}

/** What our side calls. */
const calls: readonly (readonly [method: string, params: readonly unknown[]])[] = [
  ['Backend.get', ['object_id-1']],
  ['Backend.int', [-7]],
  ['Backend.float', [2]],
  ['Backend.bytes', [bytesTo([0, 255])]],
  ['Backend.slice', [[1, -2]]],
  ['Backend.add', [{ A: 2, B: 40 }]],
  ['Backend.record', [{ ...record, Raw: bytesTo([7]), ByName: { x: 1 } }]],
  ['Backend.nothing', []],
  ['Backend.fail', ['no such object: zz']],
  ['Backend.missing', ['x']],
  ['Nobody.get', ['x']],
]

/** What Go's side calls; it is answered with the param, or with an error where it asks for one. */
const orders: readonly (readonly [method: string, kind: Kind, arg: unknown])[] = [
  ['Backend.Echo', 'string', 'object_id-1'],
  ['Backend.Echo', 'int', -7],
  ['Backend.Float', 'float', 2],
  ['Backend.Echo', 'bytes', 'AP8='],
  ['Backend.Slice', 'slice', [1, -2]],
  ['Backend.Record', 'record', goRecord],
  ['Backend.Fail', 'string', 'no such object: zz'],
  ['Backend.Echo', 'string', 'next'],
]

/** Our end of a session: what it sends and gets is written down. */
class Ours {
  readonly messages: Said[] = []
  readonly outcomes: unknown[] = []
  readonly end: DialectEnd
  #told: () => void = () => {}

  constructor({ role, codec }: { readonly role: GoRole; readonly codec: GoCodec }) {
    const isDialler = role === 'callee' || role === 'pool'
    const types = typesOf(role === 'provider' || role === 'callee' ? 'param' : 'result')
    this.end = new DialectEnd(dialectFor(codec, { types }), '', isDialler ? 'dialler' : 'acceptor')
  }

  /** What is to be sent. */
  call(at: number): Uint8Array[] {
    const [method, params] = calls[at] as (typeof calls)[number]
    return this.#say({ type: 'call', id: 2 * at + 2, method, params })
  }

  /** @returns what is to be sent for it. */
  hear(bytes: Uint8Array): Uint8Array[] {
    this.messages.push({ by: 'go', hex: Buffer.from(bytes).toString('hex') })
    this.end.read(bytes)
    const sent = this.end.got.splice(0).flatMap((message) => {
      if (message.type === 'status') return [] // of a caller: it takes no calls
      if (message.type !== 'call') {
        this.outcomes.push(JSON.parse(JSON.stringify(message)))
        return []
      }
      const { id, params, method } = message
      const error = { code: 'UNKNOWN', message: String(params[0]), execution: 'finished' } as const
      if (method === 'Backend.fail') return this.#say({ type: 'error', id, ...error })
      return this.#say({ type: 'result', id, value: params[0] })
    })
    this.#told()
    return sent
  }

  async outcome(count: number): Promise<void> {
    while (this.outcomes.length < count) await new Promise<void>((resolve) => (this.#told = resolve))
  }

  #say(message: OutgoingMessage): Uint8Array[] {
    this.end.say(message)
    const sent = this.end.wire.splice(0) as Uint8Array[]
    for (const bytes of sent) this.messages.push({ by: 'us', hex: Buffer.from(bytes).toString('hex') })
    return sent
  }

  get session(): Session {
    return { messages: this.messages, outcomes: this.outcomes }
  }
}

/** Holds a session with a process of Go. */
export async function live(name: string): Promise<Session> {
  const parts = partsOf(name)
  await using stage = new Stage(parts.codec)
  const ours = new Ours(parts)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const doesDial = parts.role === 'provider' || parts.role === 'caller'
  const accepted = doesDial ? once(server, 'connection') : undefined
  const go = await stage.go(parts.role, ...(doesDial ? ['-url', `ws://127.0.0.1:${port}/`] : []))
  const socket = doesDial ? ((await accepted) as [WebSocket])[0] : new WebSocket(await go.url())
  try {
    socket.on('message', (data: Buffer) => {
      for (const bytes of ours.hear(new Uint8Array(data))) socket.send(bytes)
    })
    if (socket.readyState === WebSocket.CONNECTING) await once(socket, 'open')
    if (parts.role === 'provider' || parts.role === 'callee') {
      for (const at of calls.keys()) {
        for (const bytes of ours.call(at)) socket.send(bytes)
        await ours.outcome(at + 1)
      }
    } else {
      for (const [method, kind, arg] of orders) await go.call(method, kind, arg).catch(() => {})
    }
    return ours.session
  } finally {
    socket.terminate()
    server.close()
  }
}

/** Has our side hear what Go said, and say what it says. */
export function replay(name: string, messages: readonly Said[]): Session {
  const parts = partsOf(name)
  const ours = new Ours(parts)
  let called = 0
  for (const { by, hex } of messages) {
    if (by === 'go') ours.hear(new Uint8Array(Buffer.from(hex, 'hex')))
    else if (parts.role === 'provider' || parts.role === 'callee') ours.call(called++)
  }
  return ours.session
}
