/** Why a contender is better than wsrpc in a row: data, beside each win in results.md. */

export interface Reason {
  /** The ids of the lines that it is about. */
  readonly lines: RegExp
  readonly contenders: readonly string[]
  /** In one or two plain sentences, without the final stop. */
  readonly reason: string
}

const thinner =
  'one message a call, which JSON.parse and JSON.stringify read and write in C++, and no deadlines, limits or checks ' +
  'around it. With so few calls in flight, wsrpc has nothing to share the work of a message among'
const compiled =
  'compiled, and the ends have several threads: what one of them writes and another reads goes side by side. It has no ' +
  'deadlines, no limits and no choice of a provider'
const unmasked =
  'its callee listens, and servers do not mask what they send. A provider dials out, so its results are masked'
const noWebSocket = 'no WebSocket: it masks nothing, and reads lengths of its own straight from TCP'
const lowRate =
  'its own rate is low, and so is the load: there calls go one by one, and wsrpc has nothing to share the work of a ' +
  'message among'

/** The first that fits counts, so what is narrower stands above. */
export const reasons: readonly Reason[] = [
  {
    lines: /^(calls|cpu|latency)\b/,
    contenders: ['wsrpc-json'],
    reason:
      'the same but for its codec: JSON.parse and JSON.stringify are C++, MessagePack here is JavaScript, and the param ' +
      'is small',
  },
  { lines: /^calls-(1|16)$/, contenders: ['rpc-websockets', 'birpc'], reason: thinner },
  {
    lines: /^calls-(1|16)$/,
    contenders: ['socket.io'],
    reason: `${thinner}. Its acknowledgement is a number in the packet and a callback in a Map`,
  },
  {
    lines: /^calls-(1|16)$/,
    contenders: ['capnweb', 'trpc'],
    reason:
      'one message a call in JSON, and no choice of a provider. With so few calls in flight, wsrpc has nothing to share ' +
      'the work of a message among',
  },
  {
    lines: /^calls-(1|16)$/,
    contenders: ['moleculer', 'nats'],
    reason: `${noWebSocket}. With so few calls in flight, wsrpc has nothing to share the work of a message among`,
  },
  { lines: /^(calls|cpu|latency)\b/, contenders: ['go'], reason: compiled },
  {
    lines: /^cpu\//,
    contenders: ['nats'],
    reason: 'the work of its broker, which is in the middle of each call, is not counted',
  },
  {
    lines: /^result-1MiB$/,
    contenders: ['socket.io'],
    reason:
      'it sends the value as one message. A provider cuts it into parts of 64 KiB, each copied once more and acknowledged, ' +
      'so that small calls do not wait behind it and a lost socket loses nothing',
  },
  { lines: /^result-/, contenders: ['rpc-websockets', 'capnweb', 'trpc'], reason: unmasked },
  { lines: /^result-/, contenders: ['moleculer', 'nats'], reason: noWebSocket },
  {
    lines: /^result-/,
    contenders: ['go'],
    reason: 'compiled: masking and copying take little there, and its two ends have several threads',
  },
  {
    lines: /^stream$/,
    contenders: ['trpc'],
    reason: `it sends its items without being asked for them: no credit. And ${unmasked}`,
  },
  { lines: /^stream$/, contenders: ['capnweb'], reason: unmasked },
  { lines: /^stream$/, contenders: ['moleculer'], reason: noWebSocket },
  {
    lines: /^latency\//,
    contenders: ['socket.io', 'rpc-websockets', 'capnweb', 'birpc', 'trpc', 'moleculer', 'nats'],
    reason: lowRate,
  },
]

/** Why the contender is better there; `undefined`: nobody has found out yet. */
export function reasonOf(line: string, contender: string): string | undefined {
  return reasons.find(({ lines, contenders }) => lines.test(line) && contenders.includes(contender))?.reason
}
